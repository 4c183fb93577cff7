/** One server, and who we are there. */
export type Profile = {
  readonly url: string
  /** Where the CLI's own key lies: a reference, never a token. */
  readonly credential: string
  /** Set where the key was made for this profile by `keystead login`, so that `logout` deletes it. */
  readonly ownKeyId?: string
}

/** What the CLI remembers on this machine. Holds no secret, and is refused where somebody has put one in. */
export type Configuration = {
  /** The profile that counts where none is named. */
  readonly profile: string
  readonly profiles: Readonly<Record<string, Profile>>
  /** By key ID: where its token was put, so that a new one gets to the same place. */
  readonly keys: Readonly<Record<string, string>>
}

export const emptyConfiguration: Configuration = { profile: 'default', profiles: {}, keys: {} }

/** Reads a text as a configuration; undefined where it is none. What it does not know, it leaves out. */
export function parseConfiguration(text: string): Configuration | undefined {
  const read = parseJson(text)
  if (!isRecord(read)) return undefined
  const { profile = 'default', profiles = {}, keys = {} } = read
  if (typeof profile !== 'string' || !isRecord(profiles) || !isRecord(keys)) return undefined
  const readProfiles = Object.entries(profiles).map(([name, value]) => [name, parseProfile(value)] as const)
  if (readProfiles.some(([, value]) => value === undefined)) return undefined
  if (Object.values(keys).some((value) => typeof value !== 'string')) return undefined
  return {
    profile,
    profiles: Object.fromEntries(readProfiles) as Record<string, Profile>,
    keys: keys as Record<string, string>,
  }
}

function parseProfile(value: unknown): Profile | undefined {
  if (!isRecord(value)) return undefined
  const { url, credential, ownKeyId } = value
  if (typeof url !== 'string' || typeof credential !== 'string') return undefined
  return { url, credential, ...(typeof ownKeyId === 'string' && { ownKeyId }) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
