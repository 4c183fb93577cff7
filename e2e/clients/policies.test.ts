// What an organization decides about its keys, as its people and machines come to feel it in `wandb.Api()`.

import { afterAll, beforeAll, describe } from 'vitest'
import { addMachine, addPerson, addTeam, changePolicies, type Machine, type Person } from '../support/accounts-api.ts'
import { createKey } from '../support/keys-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { checkingScript, runPython, wandbVariables } from './python-client.ts'
import { playScenario } from './scenario.ts'
import { exitWord, printedBy, requestsWord, saidBy } from './words.ts'

let keystead: Keystead
let bo: Person
let ofTeam: Machine
let ofOrganization: Machine
const server = () => keystead

beforeAll(async () => {
  keystead = await startKeystead()
  bo = await addPerson(keystead, { username: 'bo' })
  await addTeam(keystead, 'research', { bo: 'admin' })
  ofTeam = await addMachine(keystead, { name: 'ci-runner', team: 'research' })
  ofOrganization = await addMachine(keystead, { name: 'exporter', defaultTeam: 'research' })
})
afterAll(async () => {
  await keystead?.remove()
})

const createKeys = `
import os, wandb
${checkingScript}
def create(token):
    viewer = wandb.Api(api_key=token).viewer
    made = viewer.generate_api_key('ci')
    check(f'{viewer.username} works on', wandb.Api(api_key=token).viewer.username, viewer.username)
    if made is None: return 'no key'
    return 'a key of ' + wandb.Api(api_key=made).viewer.username
for name in ['PERSON', 'TEAM', 'ORGANIZATION']:
    print(create(os.environ['SCENARIO_' + name]))
`

// What of the organization is seen: its teams in the viewer, one of them by its name, and the organization itself.
const readOrganization = `
import os, wandb
${checkingScript}
def see(what, token):
    api = wandb.Api(api_key=token)
    seen = [outcome(lambda: api.viewer.teams[-1]), outcome(lambda: api.team('research').name)]
    print(what, *[one if one == 'research' else 'nothing' for one in seen])
see('personal', os.environ['SCENARIO_PERSON'])
see('organization', os.environ['SCENARIO_CONFINED'])
see('machine', os.environ['SCENARIO_TEAM'])
`

describe.each(['0.31.0', '0.30.0'] as const)('wandb %s', (version) => {
  const variables = () => ({
    SCENARIO_PERSON: bo.token,
    SCENARIO_TEAM: ofTeam.token,
    SCENARIO_ORGANIZATION: ofOrganization.token,
  })

  playScenario(
    {
      number: 26,
      variant: 'creation disabled',
      client: `wandb ${version}`,
      guarantee: 'makes no key for people and machines of teams, still makes them for those of the organization',
      expected:
        'exit 0, bo works on, no key, ci-runner works on, no key, exporter works on, a key of exporter, ' +
        'GenerateApiKey → 403 ×2 + GenerateApiKey',
      server,
    },
    async (stage) => {
      await changePolicies(stage.server, { disableKeyCreation: true })
      try {
        const run = await runPython(stage, createKeys, { ...wandbVariables(stage, bo.token), ...variables() })
        const asked = stage.proxy.requests.filter(({ operation }) => operation === 'GenerateApiKey')
        return { words: [exitWord(run), ...saidBy(run), requestsWord(asked)], printed: printedBy(run) }
      } finally {
        await changePolicies(stage.server, { disableKeyCreation: false })
      }
    },
  )

  playScenario(
    {
      number: 26,
      variant: 'organization keys enforced',
      client: `wandb ${version}`,
      guarantee: 'sees the organization with keys that are confined to it, and no more with a personal key',
      expected:
        'exit 0, personal research research, organization research research, machine research research, ' +
        'then personal nothing nothing, organization research research, machine research research',
      server,
    },
    async (stage) => {
      // Only who holds such a key can enforce them: otherwise an admin would lock themselves out.
      const enforcer = { ...stage.server, token: (await createKey(stage.server, { ...confined, name: 'ada' })).token }
      const own = await createKey({ ...stage.server, token: bo.token }, { ...confined, name: 'bo' })
      const read = () => {
        const environment = { ...wandbVariables(stage, bo.token), ...variables(), SCENARIO_CONFINED: own.token }
        return runPython(stage, readOrganization, environment)
      }
      const before = await read()
      await changePolicies(enforcer, { enforceOrganizationKeys: true, confirmation: 'acme' })
      try {
        const after = await read()
        const words = [exitWord(after), ...saidBy(before), `then ${saidBy(after).join(', ')}`]
        return { words, printed: printedBy(before, after) }
      } finally {
        await changePolicies(enforcer, { enforceOrganizationKeys: false })
      }
    },
  )
})

const confined = { organization: 'acme' }
