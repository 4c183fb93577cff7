/** What the stores are tested against, besides what the tests bring themselves. */
export const storeProgramNames = [
  'gnome-keyring-daemon',
  'dbus-run-session',
  'pass',
  'gpg',
  'keepassxc-cli',
  'bao',
  'moto_server',
] as const
export type StoreProgramName = (typeof storeProgramNames)[number]

/** Paths, or null for what is not there. */
export type StorePrograms = Readonly<Record<StoreProgramName, string | null>>

declare module 'vitest' {
  interface ProvidedContext {
    storePrograms: StorePrograms
  }
}
