import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { isTokenPrefix, type TokenSettings } from '@keystead/core'

/** One variable of the environment. The README's table is held against this list. */
type Variable = { readonly name: string; readonly meaning: string; readonly default: string }

export const variables = [
  { name: 'KEYSTEAD_HOST', meaning: 'address to listen on', default: '127.0.0.1' },
  { name: 'KEYSTEAD_PORT', meaning: 'port to listen on; 0 takes a free one', default: '5390' },
  {
    name: 'KEYSTEAD_GRPC_PORT',
    meaning: 'port for Envoy’s `ext_authz` by gRPC; 0 takes a free one',
    default: 'unset: off',
  },
  { name: 'KEYSTEAD_PUBLIC_URL', meaning: 'how people reach it', default: 'from host and port' },
  { name: 'KEYSTEAD_DATA_DIR', meaning: 'folder of the SQLite file and the pepper', default: './data' },
  { name: 'DATABASE_URL', meaning: '`postgres://…` for many nodes', default: 'unset: SQLite' },
  { name: 'DATABASE_URL_FILE', meaning: 'file that holds `DATABASE_URL`, such as a mounted secret', default: 'none' },
  { name: 'KEYSTEAD_PEPPER_FILE', meaning: 'file of the pepper(s), mode 0600', default: 'in the data directory' },
  { name: 'KEYSTEAD_KEY_PREFIX', meaning: 'prefix of new tokens, 2–16 of `[a-z0-9]`', default: 'ksd' },
  {
    name: 'KEYSTEAD_LEGACY_KEYS',
    meaning: '`true` makes and accepts 40-character keys for W&B clients below 0.22.3',
    default: 'false',
  },
  {
    name: 'KEYSTEAD_TRUSTED_PROXIES',
    meaning: 'whose `X-Forwarded-*` counts: addresses or CIDR ranges, with commas between',
    default: 'none',
  },
  {
    name: 'KEYSTEAD_WEBHOOK_PRIVATE_NETWORKS',
    meaning:
      'private networks that webhooks may lead to, also by plain HTTP: addresses or CIDR ranges, with commas between',
    default: 'none',
  },
  {
    name: 'KEYSTEAD_SHARE_PORT',
    meaning: '`true` lets several processes of one machine listen on the same port, with PostgreSQL',
    default: 'false',
  },
  {
    name: 'KEYSTEAD_LEASE',
    meaning: 'milliseconds after which a node asks the database again whether its memory is current; 100 to 60000',
    default: '2000',
  },
  {
    name: 'KEYSTEAD_STALE_OK',
    meaning: 'milliseconds for which known keys are still accepted while the database is away; never silently',
    default: '0',
  },
  {
    name: 'KEYSTEAD_GITHUB_KEYS',
    meaning:
      'GitHub’s public keys, by https address or in a file, to check what its secret scanning reports; switches `/api/v1/leaks/github` on',
    default: 'unset: off',
  },
  {
    name: 'KEYSTEAD_LOG_LEVEL',
    meaning: '`trace`, `debug`, `info`, `warn`, `error` or `silent`',
    default: 'info',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    meaning: 'collector that traces are sent to, over HTTP; its other `OTEL_EXPORTER_OTLP_*` variables work, too',
    default: 'no traces',
  },
  { name: 'OTEL_SERVICE_NAME', meaning: 'what traces call this service', default: 'keystead' },
  {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    meaning: 'share of traces that are kept, 0 to 1, where the caller has not decided',
    default: '1',
  },
] as const satisfies readonly Variable[]

type VariableName = (typeof variables)[number]['name']

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const

export type Settings = {
  readonly host: string
  readonly port: number
  /** Undefined: no gRPC. */
  readonly grpcPort: number | undefined
  /** Undefined: made from host and the port that was taken. */
  readonly publicUrl: string | undefined
  readonly dataDirectory: string
  /** Undefined: SQLite in the data directory. */
  readonly databaseUrl: string | undefined
  readonly pepperFile: string
  readonly tokens: TokenSettings
  readonly trustedProxies: readonly string[]
  /** Addresses and CIDR ranges that webhooks may lead to although they are not of the public internet. */
  readonly webhookPrivateNetworks: readonly string[]
  /** Whether others of this machine may listen on the same port. */
  readonly sharePort: boolean
  /** How long the memory of a node counts as current after the database has been heard. */
  readonly leaseMs: number
  /** How old it may be when the database cannot be asked. */
  readonly staleLimitMs: number
  /** An https address or a file. Undefined: GitHub's reports are not taken. */
  readonly githubKeys: string | undefined
  readonly logLevel: (typeof logLevels)[number]
  readonly tracing: TracingSettings
}

export type TracingSettings = {
  /** Whether there is a collector; the exporter reads where from the same variable. */
  readonly isWanted: boolean
  readonly serviceName: string
  /** 0 to 1. */
  readonly sampledShare: number
}

/** A variable that cannot be used. Names it and what it takes, never what it was set to: that could be a password. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/** Reads the settings. The only reader of the environment. Fails with {@link SettingsError}. */
export function readEnvironment(environment: NodeJS.ProcessEnv = process.env): Settings {
  // An empty variable counts as unset: it is what `VARIABLE= command` and most deployment templates mean.
  const read = (name: VariableName) => environment[name]?.trim() || undefined
  const dataDirectory = read('KEYSTEAD_DATA_DIR') ?? './data'
  const databaseUrl = readDatabaseUrl(readSecret(read('DATABASE_URL'), read('DATABASE_URL_FILE')))
  return {
    host: read('KEYSTEAD_HOST') ?? '127.0.0.1',
    port: readPort('KEYSTEAD_PORT', read('KEYSTEAD_PORT') ?? '5390'),
    grpcPort: readOptionalPort('KEYSTEAD_GRPC_PORT', read('KEYSTEAD_GRPC_PORT')),
    publicUrl: readPublicUrl(read('KEYSTEAD_PUBLIC_URL')),
    dataDirectory,
    databaseUrl,
    pepperFile: read('KEYSTEAD_PEPPER_FILE') ?? `${dataDirectory}/pepper`,
    tokens: {
      prefix: readPrefix(read('KEYSTEAD_KEY_PREFIX') ?? 'ksd'),
      legacyKeys: readBoolean('KEYSTEAD_LEGACY_KEYS', read('KEYSTEAD_LEGACY_KEYS') ?? 'false'),
    },
    trustedProxies: readNetworks('KEYSTEAD_TRUSTED_PROXIES', read('KEYSTEAD_TRUSTED_PROXIES') ?? ''),
    webhookPrivateNetworks: readNetworks(
      'KEYSTEAD_WEBHOOK_PRIVATE_NETWORKS',
      read('KEYSTEAD_WEBHOOK_PRIVATE_NETWORKS') ?? '',
    ),
    sharePort: readSharePort(read('KEYSTEAD_SHARE_PORT') ?? 'false', databaseUrl),
    leaseMs: readMilliseconds('KEYSTEAD_LEASE', read('KEYSTEAD_LEASE') ?? '2000', 100, 60_000),
    staleLimitMs: readMilliseconds('KEYSTEAD_STALE_OK', read('KEYSTEAD_STALE_OK') ?? '0', 0, 86_400_000),
    githubKeys: read('KEYSTEAD_GITHUB_KEYS'),
    logLevel: readLogLevel(read('KEYSTEAD_LOG_LEVEL') ?? 'info'),
    tracing: {
      isWanted: read('OTEL_EXPORTER_OTLP_ENDPOINT') !== undefined,
      serviceName: read('OTEL_SERVICE_NAME') ?? 'keystead',
      sampledShare: readShare(read('OTEL_TRACES_SAMPLER_ARG') ?? '1'),
    },
  }
}

function readSecret(text: string | undefined, file: string | undefined): string | undefined {
  if (file === undefined) return text
  if (text !== undefined) throw new SettingsError('set DATABASE_URL or DATABASE_URL_FILE, not both')
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new SettingsError(`DATABASE_URL_FILE cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function readShare(text: string): number {
  const share = Number(text)
  if (!(share >= 0 && share <= 1)) throw new SettingsError('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1')
  return share
}

function readPort(name: VariableName, text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new SettingsError(`${name} must be a number from 0 to 65535`)
  return port
}

function readOptionalPort(name: VariableName, text: string | undefined): number | undefined {
  return text === undefined ? undefined : readPort(name, text)
}

function readPublicUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.parse(text)
  const isPlain = url !== null && [url.search, url.hash, url.username, url.password].every((part) => part === '')
  if (!isPlain || !['http:', 'https:'].includes(url.protocol)) {
    throw new SettingsError('KEYSTEAD_PUBLIC_URL must be an http:// or https:// address without credentials or query')
  }
  return url.href.replace(/\/+$/, '')
}

function readNetworks(name: VariableName, text: string): string[] {
  const networks = text.split(',').flatMap((entry) => entry.trim() || [])
  if (!networks.every(isAddressOrRange)) {
    throw new SettingsError(`${name} must be IP addresses or CIDR ranges with commas between`)
  }
  return networks
}

function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
  )
}

function readDatabaseUrl(text: string | undefined): string | undefined {
  if (text !== undefined && !/^postgres(?:ql)?:\/\//.test(text)) {
    throw new SettingsError('DATABASE_URL must begin with postgres://; leave it unset for SQLite')
  }
  if (text !== undefined && !isUsableUrl(text)) {
    throw new SettingsError('DATABASE_URL must be a whole address, with special characters in it written as %XX')
  }
  return text
}

function isUsableUrl(text: string): boolean {
  const url = URL.parse(text)
  try {
    return url !== null && [url.username, url.password, url.pathname].every((part) => decodeURIComponent(part) !== null)
  } catch {
    return false
  }
}

function readPrefix(text: string): string {
  if (!isTokenPrefix(text)) throw new SettingsError('KEYSTEAD_KEY_PREFIX must be 2 to 16 characters of a-z and 0-9')
  return text
}

function readBoolean(name: VariableName, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new SettingsError(`${name} must be true or false`)
  return text === 'true'
}

function readSharePort(text: string, databaseUrl: string | undefined): boolean {
  const wanted = readBoolean('KEYSTEAD_SHARE_PORT', text)
  if (wanted && databaseUrl === undefined) {
    throw new SettingsError('KEYSTEAD_SHARE_PORT needs DATABASE_URL: a SQLite file is one process’s alone')
  }
  return wanted
}

function readMilliseconds(name: VariableName, text: string, least: number, most: number): number {
  const milliseconds = Number(text)
  if (!/^\d{1,9}$/.test(text) || milliseconds < least || milliseconds > most) {
    throw new SettingsError(`${name} must be a number of milliseconds from ${least} to ${most}`)
  }
  return milliseconds
}

function readLogLevel(text: string): Settings['logLevel'] {
  const level = logLevels.find((known) => known === text)
  if (level === undefined) throw new SettingsError(`KEYSTEAD_LOG_LEVEL must be one of ${logLevels.join(', ')}`)
  return level
}
