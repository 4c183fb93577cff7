import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Machine, makeMachine } from './machine.ts'

const script = async (machine: Machine, shell: string, ...more: string[]) => {
  const { exitCode, stdout, stderr } = await machine.keystead(['completion', shell, ...more])
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  return stdout
}

describe('completion in bash', () => {
  let bash: string
  beforeAll(async () => {
    const machine = await makeMachine()
    bash = await script(machine, 'bash')
    await machine.remove()
  })

  /** What bash offers for the last of these words, as if the Tab key was pressed there. */
  function complete(...words: string[]): string[] {
    const ask = `${bash}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _keystead; printf '%s\\n' "\${COMPREPLY[@]}"`
    const args = ['--norc', '--noprofile', '-uc', ask, 'bash', 'keystead', ...words]
    const offered = execFileSync('bash', args, { encoding: 'utf8' }).split('\n')
    // As readline does: a program may lie in two folders of the PATH.
    return [...new Set(offered)].filter((word) => word !== '')
  }

  it.each([
    [['rot'], ['rotations']],
    [['s'], ['service-accounts', 'store', 'scan', 'serve']],
    [['keys', 're'], ['rename']],
    [['keys', 'list', '--st'], ['--state']],
    [
      ['keys', 'list', '--state', ''],
      ['active', 'disabled', 'blocked', 'expired'],
    ],
    [['keys', 'create', '--store', 'va'], ['vault:']],
    [
      ['--lang', ''],
      ['en', 'ja'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['run', '--key', 'pass:x', '--', 'basenam'], ['basename']],
    // The value of an option is no command, whatever it is called.
    [['--profile', 'keys', 'who'], ['whoami']],
    [['keys', 'list', '--query', 'rename', '--a'], ['--all']],
  ])('completes %j', (words, expected) => {
    expect(complete(...words)).toEqual(expected)
  })

  it('knows no key and nobody’s words', () => {
    expect(complete('keys', 'show', '')).toEqual([])
    expect(complete('keys', 'list', '--query', '')).toEqual([])
    expect(complete('store', 'get', 'vault', ':', 'kv')).toEqual([])
  })
})

describe('keystead completion', () => {
  it('says what each word does in the language that was asked for', async () => {
    const machine = await makeMachine()
    onTestFinished(() => machine.remove())
    expect(await script(machine, 'fish')).toContain('list the keys that you may see')
    expect(await script(machine, 'zsh', '--lang', 'ja')).toContain('キー')
  })

  it('knows three shells', async () => {
    const machine = await makeMachine()
    onTestFinished(() => machine.remove())
    expect(await machine.keystead(['completion', 'tcsh'])).toMatchObject({ exitCode: 64, stdout: '' })
  })
})
