import { homedir } from 'node:os'
import { join } from 'node:path'

/** What a person, or a script, has set around the command. */
export type Environment = {
  readonly url: string | undefined
  readonly profile: string | undefined
  /** A key for programs that run where there is no store, such as CI. Goes before the profile's. */
  readonly token: string | undefined
  /** As POSIX has it: `LC_ALL`, else `LC_MESSAGES`, else `LANG`. */
  readonly locale: string
  readonly configurationFolder: string
  /** For the programs that are started, and the stores' own clients: everything but our own token. */
  readonly inherited: Readonly<Record<string, string>>
}

/** Reads the environment: the one place of the CLI that does. An empty variable counts as none. */
export function readEnvironment(): Environment {
  const { KEYSTEAD_TOKEN, ...rest } = process.env
  const read = (name: string) => rest[name] || undefined
  return {
    url: read('KEYSTEAD_URL'),
    profile: read('KEYSTEAD_PROFILE'),
    token: KEYSTEAD_TOKEN || undefined,
    locale: read('LC_ALL') ?? read('LC_MESSAGES') ?? read('LANG') ?? '',
    configurationFolder: configurationFolderOf(read),
    inherited: Object.fromEntries(
      Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  }
}

function configurationFolderOf(read: (name: string) => string | undefined): string {
  const folder = read('XDG_CONFIG_HOME') ?? (process.platform === 'win32' ? read('APPDATA') : undefined)
  return join(folder ?? join(homedir(), '.config'), 'keystead')
}
