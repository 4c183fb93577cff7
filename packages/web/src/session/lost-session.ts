import { useSyncExternalStore } from 'react'

/** Whether the session has ended under a page that is still there, with all that somebody has typed into it. */
let isLost = false
const listeners = new Set<() => void>()

function set(lost: boolean): void {
  isLost = lost
  for (const listener of listeners) listener()
}

export const loseSession = (): void => set(true)
export const regainSession = (): void => set(false)
export const isSessionLost = (): boolean => isLost

export const useSessionLost = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, isSessionLost)
