import i18next, { type i18n } from 'i18next'
import type { Phrases } from '../phrases/en.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'console'
    resources: { console: Phrases }
    returnNull: false
  }
}

export const languages = { en: 'English', ja: '日本語' } as const
export type Language = keyof typeof languages

const storageKey = 'keystead.language'
const isLanguage = (text: unknown): text is Language => typeof text === 'string' && Object.hasOwn(languages, text)

// Each language is a file of its own: nobody loads what they do not read.
const loaders: Record<Language, () => Promise<Phrases>> = {
  en: async () => (await import('../phrases/en.ts')).en,
  ja: async () => (await import('../phrases/ja.ts')).ja,
}

/** What the person chose before, else the first language of the browser's that there is. */
function preferredLanguage(): Language {
  const chosen = localStorage.getItem(storageKey)
  if (isLanguage(chosen)) return chosen
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en'
}

async function load(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'console')) {
    i18next.addResourceBundle(language, 'console', await loaders[language]())
  }
}

export async function startLanguage(): Promise<i18n> {
  const language = preferredLanguage()
  await i18next.init({
    lng: language,
    ns: ['console'],
    defaultNS: 'console',
    resources: { [language]: { console: await loaders[language]() } },
    // React writes text as text; escaping twice would show `&amp;`.
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  // Japanese grammar knows no plural, but its phrases for one thing do: to delete a key is said without a number.
  i18next.services.pluralResolver.getSuffix = (_language: string, count: number) => (count === 1 ? '_one' : '_other')
  document.documentElement.lang = language
  return i18next
}

export async function chooseLanguage(language: Language): Promise<void> {
  await load(language)
  localStorage.setItem(storageKey, language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}
