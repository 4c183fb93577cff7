import type { WordsAt } from './list-words.ts'

/** For fish since 3.0, which shows what each word does. */
export function writeFish(table: readonly WordsAt[]): string {
  const withValue = new Set(
    table.flatMap(({ options }) => options.flatMap(({ names, takesValue }) => (takesValue ? names : []))),
  )
  const steps = table.flatMap(({ place, commands }) => commands.map(({ word }) => quote(`${place} ${word}`)))
  const lines = table.flatMap(({ place, commands, options, values }) => {
    const at = `complete -c keystead -n ${quote(`__keystead_at ${quote(place)}`)}`
    return [
      ...commands.map(({ word, about }) => `${at} -f -a ${quote(word)} -d ${quote(about)}`),
      ...(values.length > 0 ? [`${at} -f -a ${quote(values.join(' '))}`] : []),
      ...options.map(({ names, about, takesValue, values }) => {
        const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
        const value = takesValue ? (values.length > 0 ? ` -x -a ${quote(values.join(' '))}` : ' -r') : ''
        return `${at} ${flags.join(' ')}${value} -d ${quote(about)}`
      }),
    ]
  })
  return `# keystead completion fish | source
function __keystead_at
  set -l at ''
  set -l pending ''
  for word in (commandline -opc)[2..-1]
    if test -n "$pending"
      set pending ''
    else if contains -- "$word" ${[...withValue].map(quote).join(' ')}
      set pending $word
    else if contains -- "$at $word" ${steps.join(' ')}
      set at $at/$word
    end
  end
  test "$at" = "$argv[1]"
end
# The program that is to run with a key.
complete -c keystead -n 'contains -- -- (commandline -opc)' -f -a '(__fish_complete_subcommand --fcs-skip=(math (contains -i -- -- (commandline -opc))))'
${lines.join('\n')}`
}

const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
