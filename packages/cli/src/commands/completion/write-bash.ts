import type { WordsAt } from './list-words.ts'
import { quote, writeCases, writeWalk } from './write-cases.ts'

/** For bash since 3.2, which macOS has. */
export function writeBash(table: readonly WordsAt[]): string {
  const set = (words: readonly string[]) => `words=${quote(words.join(' '))}`
  const valuesOfOptions = table.flatMap(({ place, options }) =>
    options.flatMap(({ names, values }) =>
      values.length > 0 ? names.map((name) => [`${place} ${name}`, set(values)] as const) : [],
    ),
  )
  const optionsAt = table.map(({ place, options }) => [place, set(options.flatMap(({ names }) => names))] as const)
  const wordsAt = table.map(({ place, commands, values }) => {
    return [place, set([...commands.map(({ word }) => word), ...values])] as const
  })
  return `# eval "$(keystead completion bash)"
_keystead() {
  local current=\${COMP_WORDS[COMP_CWORD]} at= pending= rest= word words=
  # bash takes a colon for a word of its own: what follows one is the end of a reference, which nobody knows beforehand.
  case "$current\${COMP_WORDS[COMP_CWORD-1]}" in *:*) return ;; esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
${writeWalk(table)}
  done
  if [ -n "$rest" ]; then
    # The program that is to run with a key.
    [ "$rest" = 0 ] && COMPREPLY=($(compgen -c -- "$current"))
    return
  fi
  if [ -n "$pending" ]; then
    case "$at $pending" in
${writeCases(valuesOfOptions, '      ')}
    esac
  elif [[ $current == -* ]]; then
    case "$at" in
${writeCases(optionsAt, '      ')}
    esac
  else
    case "$at" in
${writeCases(wordsAt, '      ')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  # A reference goes on after its colon.
  case "\${COMPREPLY[0]-}" in *:) compopt -o nospace 2>/dev/null ;; esac
}
complete -o default -F _keystead keystead`
}
