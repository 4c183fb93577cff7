import i18next, { type i18n, type TFunction } from 'i18next'
import { useSyncExternalStore } from 'react'

type Translation = { readonly t: TFunction; readonly i18n: i18n }

let translation: Translation | null = null

/** One for all who ask in the same language: a table of many cells asks in each of them. */
function currentTranslation(): Translation {
  translation ??= { t: i18next.getFixedT(i18next.language), i18n: i18next }
  return translation
}

function subscribe(listener: () => void): () => void {
  i18next.on('languageChanged', listener)
  return () => i18next.off('languageChanged', listener)
}

// Before any component hears of it.
i18next.on('languageChanged', () => {
  translation = null
})

/** The phrases in the reader's language, anew when they choose another one. */
export const useTranslation = (): Translation => useSyncExternalStore(subscribe, currentTranslation)
