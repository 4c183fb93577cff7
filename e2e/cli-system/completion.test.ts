import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Machine, makeMachine } from '../cli/machine.ts'

const { zsh, fish } = inject('shells')

let machine: Machine
beforeAll(async () => {
  machine = await makeMachine()
  for (const shell of ['zsh', 'fish']) {
    const { stdout } = await machine.keystead(['completion', shell])
    writeFileSync(join(machine.home, shell), stdout)
  }
})
afterAll(() => machine.remove())

const run = (shell: string, ...args: string[]) =>
  execFileSync(shell, args, { encoding: 'utf8', env: machine.environment, cwd: machine.home })
    .split('\n')
    .filter((line) => line !== '')

const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['rot'], ['rotations']],
  [['keys', 're'], ['rename']],
  [['keys', 'list', '--st'], ['--state']],
  [['keys', 'list', '--state', 'd'], ['disabled']],
  [['--profile', 'keys', 'who'], ['whoami']],
]

describe.skipIf(zsh === null)('completion in zsh', () => {
  /** What `_describe` was asked to offer of what begins so: the system around it needs a screen. */
  const complete = (...typed: readonly string[]) => {
    const script = `
      compdef() { : }
      _describe() { print -rl -- \${(P)2} }
      source ${join(machine.home, 'zsh')}
      words=(keystead "$@"); CURRENT=$#words; PREFIX=$words[-1]
      _keystead`
    return run(zsh ?? '', '-fc', script, 'zsh', ...typed)
  }

  it.each(cases)('completes %j', (typed, expected) => {
    const offered = complete(...typed).map((line) => line.replace(/:.*$/, ''))
    expect(offered.filter((word) => word.startsWith(typed.at(-1) ?? ''))).toEqual(expected)
  })

  it('says what each word does', () => {
    expect(complete('keys', '')).toContain('list:list the keys that you may see')
  })

  it('is taken by its completion system as it is', () => {
    const script = `autoload -Uz compinit; compinit -D; source ${join(machine.home, 'zsh')}; print $_comps[keystead]`
    expect(run(zsh ?? '', '-fc', script)).toEqual(['_keystead'])
  })
})

describe.skipIf(fish === null)('completion in fish', () => {
  const complete = (...typed: readonly string[]) => {
    const line = ['keystead', ...typed].join(' ')
    return run(fish ?? '', '--no-config', '-c', `source ${join(machine.home, 'fish')}; complete -C '${line}'`)
  }

  it.each(cases)('completes %j', (typed, expected) => {
    expect(complete(...typed).map((line) => line.split('\t')[0])).toEqual(expected)
  })

  it('says what each word does', () => {
    expect(complete('keys', 'lis')).toEqual(['list\tlist the keys that you may see'])
  })

  it('completes the program that is to run with a key', () => {
    expect(complete('run', '--', 'basenam').map((line) => line.split('\t')[0])).toContain('basename')
  })
})
