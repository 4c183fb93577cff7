import { useSyncExternalStore } from 'react'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const storageKey = 'keystead.theme'
const darkSystem = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

function readTheme(): Theme {
  const chosen = localStorage.getItem(storageKey)
  return themes.find((theme) => theme === chosen) ?? 'system'
}

function apply(): void {
  const theme = readTheme()
  document.documentElement.dataset.theme = theme === 'system' ? (darkSystem.matches ? 'dark' : 'light') : theme
  for (const listener of listeners) listener()
}

export function startTheme(): void {
  darkSystem.addEventListener('change', apply)
  apply()
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, readTheme)
  const choose = (next: Theme) => {
    if (next === 'system') localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, next)
    apply()
  }
  return [theme, choose]
}
