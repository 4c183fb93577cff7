import { readFileSync } from 'node:fs'
import { exitCodes, exitMeanings } from '@keystead/cli/src/exit-codes.ts'
import { makeProgram } from '@keystead/cli/src/make-program.ts'
import { en } from '@keystead/cli/src/phrases/en.ts'
import { openTerminal } from '@keystead/cli/src/terminal/terminal.ts'
import { describe, expect, it } from 'vitest'

const guide = readFileSync(new URL('../../docs/guides/cli.md', import.meta.url), 'utf8')

type Command = ReturnType<typeof makeProgram>['program']

const leavesOf = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf)

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`

describe('the guide to the CLI', () => {
  it('lists every exit code as it is', () => {
    const rows = Object.entries(exitMeanings).map(
      ([name, meaning]) => `| ${exitCodes[name as keyof typeof exitCodes]} | ${meaning} |`,
    )
    expect(rows.filter((row) => !guide.includes(row))).toEqual([])
  })

  it('names every command', () => {
    const { program } = makeProgram(en, openTerminal('en'), () => {
      throw new Error('no command is run here')
    })
    const names = leavesOf(program).map(nameOf)
    expect(names.filter((name) => !guide.includes(name))).toEqual([])
  })
})
