import type { Phrases } from './en.ts'
import type { Language } from './language.ts'

/** Only the language that is spoken is loaded. */
export async function choosePhrases(language: Language): Promise<Phrases> {
  return language === 'ja' ? (await import('./ja.ts')).ja : (await import('./en.ts')).en
}
