import type { Word, WordsAt } from './list-words.ts'
import { quote, writeCases, writeWalk } from './write-cases.ts'

/** For zsh with its completion system: sourced, or as the file `_keystead` on the `fpath`. */
export function writeZsh(table: readonly WordsAt[]): string {
  const set = (words: readonly Word[]) =>
    `offers=(${words.map(({ word, about }) => quote(`${word.replaceAll(':', '\\:')}:${about}`)).join(' ')})`
  const plain = (values: readonly string[]) => values.map((word) => ({ word, about: '' }))
  const valuesOfOptions = table.flatMap(({ place, options }) =>
    options.flatMap(({ names, values }) =>
      values.length > 0 ? names.map((name) => [`${place} ${name}`, set(plain(values))] as const) : [],
    ),
  )
  const optionsAt = table.map(({ place, options }) => {
    return [place, set(options.flatMap(({ names, about }) => names.map((word) => ({ word, about }))))] as const
  })
  const wordsAt = table.map(({ place, commands, values }) => [place, set([...commands, ...plain(values)])] as const)
  return `#compdef keystead
# source <(keystead completion zsh)
_keystead() {
  local at= pending= rest= word
  local -a offers
  for word in "\${(@)words[2,CURRENT-1]}"; do
${writeWalk(table)}
  done
  if [[ -n "$rest" ]]; then
    # The program that is to run with a key.
    if [[ "$rest" = 0 ]]; then _command_names; else _files; fi
    return
  fi
  if [[ -n "$pending" ]]; then
    case "$at $pending" in
${writeCases(valuesOfOptions, '      ')}
    esac
  elif [[ "$PREFIX" == -* ]]; then
    case "$at" in
${writeCases(optionsAt, '      ')}
    esac
  else
    case "$at" in
${writeCases(wordsAt, '      ')}
    esac
  fi
  if (( $#offers )); then _describe keystead offers; else _files; fi
}
if [[ "\${funcstack[1]-}" = _keystead ]]; then _keystead "$@"; else compdef _keystead keystead; fi`
}
