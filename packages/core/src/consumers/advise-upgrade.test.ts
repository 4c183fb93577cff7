import { expect, it } from 'vitest'
import { adviseUpgrade } from './advise-upgrade.ts'

const adviseFor = (name: string, version: string | null) => adviseUpgrade({ name, version, runtime: null })

it.each([
  ['wandb', '0.12.0', '0.22.3'],
  ['wandb', '0.9.100', '0.22.3'],
  ['wandb', '0.22.2', '0.22.3'],
  ['wandb', '0.22', '0.22.3'],
  ['wandb', '0.22.2.dev1', '0.22.3'],
  ['weave', '0.52.16', '0.52.17'],
])('%s %s is told to become %s', (name, version, minimumVersion) => {
  expect(adviseFor(name, version)).toEqual({ code: 'TOO_OLD_FOR_LONG_KEYS', minimumVersion })
})

it.each([
  ['wandb', '0.22.3'],
  ['wandb', '0.22.10'],
  ['wandb', '0.23.0rc1'],
  ['wandb', '1.0'],
  ['wandb', null],
  ['weave', '0.52.17'],
  ['weave-js', '0.11.1'],
  ['wandb-js', '0.3.0'],
  ['curl', '0.1'],
  ['constructor', '0.1'],
])('%s %s is left alone', (name, version) => {
  expect(adviseFor(name, version)).toBeNull()
})

it('nobody is told anything who has not said what it is', () => {
  expect(adviseUpgrade(null)).toBeNull()
})
