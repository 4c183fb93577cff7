import type { Command, Option } from 'commander'
import { operatorRows } from '../../operator-help.ts'
import type { Phrases } from '../../phrases/en.ts'
import { storeNames } from '../../stores/reference.ts'

/** A word that may be typed, and what it does. */
export type Word = { readonly word: string; readonly about: string }

export type ChoiceOfOption = {
  readonly names: readonly string[]
  readonly about: string
  /** Whether another word belongs to it. */
  readonly takesValue: boolean
  /** What that may be, as far as that is known. */
  readonly values: readonly string[]
}

/** What may come after some of our words. */
export type WordsAt = {
  /** Each after a slash, such as `/keys/list`; empty for the very beginning. */
  readonly place: string
  readonly commands: readonly Word[]
  readonly options: readonly ChoiceOfOption[]
  /** What may stand here besides, as far as that is known. */
  readonly values: readonly string[]
}

/** All that can be typed, of the same table by which the arguments are parsed. */
export function listWords(program: Command, phrases: Phrases): readonly WordsAt[] {
  const general = program.options.map(toChoice)
  const help: ChoiceOfOption = { names: ['-h', '--help'], about: phrases.usage.help, takesValue: false, values: [] }
  const visit = (command: Command, place: string): readonly WordsAt[] => {
    const own = command === program ? [] : command.options.map(toChoice)
    const commands = command.commands.map((child) => ({ word: child.name(), about: child.description() }))
    const below = command.commands.flatMap((child) => visit(child, `${place}/${child.name()}`))
    const values = command.registeredArguments.flatMap((argument) => valuesOf(argument.name()))
    return [{ place, commands, options: [...own, ...general, help], values }, ...below]
  }
  const [first, ...others] = visit(program, '')
  const operators = operatorRows(phrases).flatMap(([words, about]) =>
    words.split(', ').map((word) => ({ word, about })),
  )
  if (first === undefined) return []
  // `audit verify` is theirs, below our `audit`.
  const theirs = operators.filter(({ word }) => !word.includes(' '))
  return [{ ...first, commands: [...first.commands, ...theirs] }, ...others]
}

function toChoice({ short, long, description, flags, required, optional }: Option): ChoiceOfOption {
  const [, value = ''] = /[<[]([^>\]]*)[>\]]/.exec(flags) ?? []
  return {
    names: [short, long].filter((name) => name !== undefined),
    about: description,
    takesValue: required || optional,
    values: valuesOf(value),
  }
}

/** `en|ja` names its values; a reference begins with the name of a store. */
function valuesOf(name: string): readonly string[] {
  if (name === 'reference') return storeNames.map((store) => `${store}:`)
  return name.includes('|') ? name.split('|') : []
}
