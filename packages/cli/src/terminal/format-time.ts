import type { Language } from '../phrases/language.ts'

/** A point in time as people read it, on their clock. */
export function formatTime(time: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time))
}

export function formatDate(time: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(time))
}
