import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readEnvironment, type Settings, SettingsError, variables } from './environment.ts'

const folder = mkdtempSync(join(tmpdir(), 'keystead-environment-'))
afterAll(() => rmSync(folder, { recursive: true }))
const secretFile = join(folder, 'database-url')
writeFileSync(secretFile, 'postgres://u:p@db/keystead\n')

type VariableName = (typeof variables)[number]['name']

/** What each variable sets, what it may be set to, and what it may not. */
const expectations: Record<
  VariableName,
  {
    readonly setting: (settings: Settings) => unknown
    readonly unset: unknown
    readonly good: Readonly<Record<string, unknown>>
    readonly bad: readonly string[]
  }
> = {
  KEYSTEAD_HOST: {
    setting: ({ host }) => host,
    unset: '127.0.0.1',
    good: { '0.0.0.0': '0.0.0.0', '::1': '::1', ' localhost ': 'localhost' },
    bad: [],
  },
  KEYSTEAD_PORT: {
    setting: ({ port }) => port,
    unset: 5390,
    good: { '0': 0, '80': 80, '65535': 65_535 },
    bad: ['65536', '-1', '80.5', '8o', '0x50', '123456', '1e3'],
  },
  KEYSTEAD_GRPC_PORT: {
    setting: ({ grpcPort }) => grpcPort,
    unset: undefined,
    good: { '0': 0, '5391': 5391 },
    bad: ['65536', '-1', 'true', 'off'],
  },
  KEYSTEAD_PUBLIC_URL: {
    setting: ({ publicUrl }) => publicUrl,
    unset: undefined,
    good: {
      'https://keys.example.com': 'https://keys.example.com',
      'https://keys.example.com/': 'https://keys.example.com',
      'http://10.0.0.1:8080/keystead/': 'http://10.0.0.1:8080/keystead',
    },
    bad: [
      'keys.example.com',
      'ftp://keys.example.com',
      'https://keys.example.com/?a=planted',
      'https://keys.example.com/#planted',
      'https://ada:planted@keys.example.com',
      'javascript:planted',
    ],
  },
  KEYSTEAD_DATA_DIR: {
    setting: ({ dataDirectory, pepperFile }) => [dataDirectory, pepperFile],
    unset: ['./data', './data/pepper'],
    good: { '/srv/keystead': ['/srv/keystead', '/srv/keystead/pepper'] },
    bad: [],
  },
  DATABASE_URL: {
    setting: ({ databaseUrl }) => databaseUrl,
    unset: undefined,
    good: {
      'postgres://u:p@db/keystead': 'postgres://u:p@db/keystead',
      'postgresql://db/keystead': 'postgresql://db/keystead',
    },
    bad: ['mysql://u:planted@db/keystead', 'u:planted@db', 'POSTGRES//planted'],
  },
  DATABASE_URL_FILE: {
    setting: ({ databaseUrl }) => databaseUrl,
    unset: undefined,
    good: { [secretFile]: 'postgres://u:p@db/keystead' },
    bad: [join(folder, 'planted'), '/nowhere/planted'],
  },
  KEYSTEAD_PEPPER_FILE: {
    setting: ({ pepperFile }) => pepperFile,
    unset: './data/pepper',
    good: { '/run/secrets/pepper': '/run/secrets/pepper' },
    bad: [],
  },
  KEYSTEAD_KEY_PREFIX: {
    setting: ({ tokens }) => tokens.prefix,
    unset: 'ksd',
    good: { ab: 'ab', a1b2c3d4e5f6g7h8: 'a1b2c3d4e5f6g7h8', '42': '42' },
    bad: ['a', 'a1b2c3d4e5f6g7h8i', 'KSD', 'ks-d', 'ks_d', 'ksd\u0301'],
  },
  KEYSTEAD_LEGACY_KEYS: {
    setting: ({ tokens }) => tokens.legacyKeys,
    unset: false,
    good: { true: true, false: false },
    bad: ['yes', '1', 'TRUE', 'truee'],
  },
  KEYSTEAD_TRUSTED_PROXIES: {
    setting: ({ trustedProxies }) => trustedProxies,
    unset: [],
    good: {
      '10.0.0.1': ['10.0.0.1'],
      ' 10.0.0.0/8 , 2001:db8::/32,, ::1': ['10.0.0.0/8', '2001:db8::/32', '::1'],
    },
    bad: ['planted', '10.0.0.256', '10.0.0.0/33', '2001:db8::/129', '10.0.0.1 10.0.0.2', '10.0.0.1,planted'],
  },
  KEYSTEAD_WEBHOOK_PRIVATE_NETWORKS: {
    setting: ({ webhookPrivateNetworks }) => webhookPrivateNetworks,
    unset: [],
    good: {
      '10.0.0.1': ['10.0.0.1'],
      ' 10.0.0.0/8 , 2001:db8::/32,, ::1': ['10.0.0.0/8', '2001:db8::/32', '::1'],
    },
    bad: ['planted', '10.0.0.256', '10.0.0.0/33', '2001:db8::/129', '10.0.0.1 10.0.0.2', '10.0.0.1,planted'],
  },
  KEYSTEAD_SHARE_PORT: {
    setting: ({ sharePort }) => sharePort,
    unset: false,
    good: { false: false },
    bad: ['1', 'yes', 'TRUE'],
  },
  KEYSTEAD_LEASE: {
    setting: ({ leaseMs }) => leaseMs,
    unset: 2_000,
    good: { '100': 100, '60000': 60_000 },
    bad: ['99', '60001', '2s', '-1', '1e3', '1.5'],
  },
  KEYSTEAD_GITHUB_KEYS: {
    setting: ({ githubKeys }: Settings) => githubKeys,
    unset: undefined,
    good: { '/etc/keystead/github.json': '/etc/keystead/github.json' },
    bad: [],
  },
  KEYSTEAD_STALE_OK: {
    setting: ({ staleLimitMs }) => staleLimitMs,
    unset: 0,
    good: { '0': 0, '86400000': 86_400_000 },
    bad: ['86400001', '-1', 'true', '10m'],
  },
  KEYSTEAD_LOG_LEVEL: {
    setting: ({ logLevel }) => logLevel,
    unset: 'info',
    good: { trace: 'trace', debug: 'debug', info: 'info', warn: 'warn', error: 'error', silent: 'silent' },
    bad: ['verbose', 'INFO', 'fatal'],
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    setting: ({ tracing }) => tracing.isWanted,
    unset: false,
    good: { 'http://collector:4318': true },
    bad: [],
  },
  OTEL_SERVICE_NAME: {
    setting: ({ tracing }) => tracing.serviceName,
    unset: 'keystead',
    good: { 'keys-of-acme': 'keys-of-acme' },
    bad: [],
  },
  OTEL_TRACES_SAMPLER_ARG: {
    setting: ({ tracing }) => tracing.sampledShare,
    unset: 1,
    good: { '0': 0, '0.05': 0.05, '1': 1 },
    bad: ['2', '-1', 'planted'],
  },
}

/** Everything that a terminal or a log could show of the refusal. */
function refusalOf(environment: NodeJS.ProcessEnv): string {
  try {
    readEnvironment(environment)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    return `${error.message} ${error.stack?.split('\n    at ')[0]} ${error.cause}`
  }
  return 'none'
}

const names = variables.map(({ name }) => name)

describe('the settings', () => {
  it.each(names)('have a default where %s is unset or empty', (name) => {
    const { setting, unset } = expectations[name]
    for (const environment of [{}, { [name]: '' }, { [name]: '  ' }]) {
      expect(setting(readEnvironment(environment))).toEqual(unset)
    }
  })

  it.each(names.flatMap((name) => Object.entries(expectations[name].good).map(([text, value]) => [name, text, value])))(
    'take %s=%j as %j',
    (name, text, value) => {
      const { setting } = expectations[name as VariableName]
      expect(setting(readEnvironment({ [String(name)]: String(text) }))).toEqual(value)
    },
  )

  it.each(names.filter((name) => expectations[name].bad.length > 0))(
    'refuse a bad %s in the same words whatever it was set to, which therefore cannot be among them',
    (name) => {
      const { bad } = expectations[name]
      const messages = bad.map((text) => [text, refusalOf({ [name]: text })])
      const [, first] = messages[0] ?? []
      expect(first).toContain(name)
      expect(messages).toEqual(bad.map((text) => [text, first]))
    },
  )

  it('take the address of the database from one place only', () => {
    const both = { DATABASE_URL: 'postgres://u:planted@db/keystead', DATABASE_URL_FILE: secretFile }
    expect(refusalOf(both)).toContain('not both')
    expect(refusalOf(both)).not.toContain('planted')
  })

  it('let a port be shared where a database is, and nowhere else', () => {
    const shared = { KEYSTEAD_SHARE_PORT: 'true', DATABASE_URL: 'postgres://db/keystead' }
    expect(readEnvironment(shared).sharePort).toBe(true)
    expect(refusalOf({ KEYSTEAD_SHARE_PORT: 'true' })).toContain('DATABASE_URL')
  })

  it('come from these variables alone', () => {
    const stranger = { KEYSTEAD_SECRET: 'x', PORT: '1', HOST: 'x', PGHOST: 'x' }
    expect(readEnvironment(stranger)).toEqual(readEnvironment({}))
  })
})
