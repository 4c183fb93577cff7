import type { WordsAt } from './list-words.ts'

/** A text as one word of a shell, whatever is in it. */
export const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** Arms of a `case`, of those that do something. */
export const writeCases = (cases: readonly (readonly [pattern: string, deed: string])[], indent: string) =>
  cases.map(([pattern, deed]) => `${indent}${quote(pattern)}) ${deed} ;;`).join('\n')

/**
 * How bash and zsh go through the words before the one that is completed: `at` is the place of the command, `pending` the option
 * whose value comes next, and `rest` how many words have come after `--`.
 */
export function writeWalk(table: readonly WordsAt[]): string {
  const options = table.flatMap(({ place, options }) =>
    options.flatMap(({ names, takesValue }) => (takesValue ? names.map((name) => `${place} ${name}`) : [])),
  )
  const commands = table.flatMap(({ place, commands }) => commands.map(({ word }) => `${place} ${word}`))
  const oneOf = (texts: readonly string[]) => texts.map(quote).join('|')
  return `    if [ -n "$rest" ]; then rest=$((rest + 1)); continue; fi
    if [ -n "$pending" ]; then pending=; continue; fi
    case "$at $word" in
      *' --') rest=0 ;;
      ${oneOf(options)}) pending=$word ;;
      ${oneOf(commands)}) at=$at/$word ;;
    esac`
}
