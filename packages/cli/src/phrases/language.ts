export const languages = ['en', 'ja'] as const
export type Language = (typeof languages)[number]

/** The language that was asked for by `--lang`, else that of the locale, else English. */
export function chooseLanguage(args: readonly string[], locale: string): Language {
  const ours = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length)
  const at = ours.findLastIndex((argument) => argument === '--lang' || argument.startsWith('--lang='))
  const asked = ours[at]?.startsWith('--lang=') ? ours[at].slice('--lang='.length) : ours[at + 1]
  const wanted = at === -1 ? locale : (asked ?? '')
  return /^ja\b/i.test(wanted.replace('_', '-')) ? 'ja' : 'en'
}
