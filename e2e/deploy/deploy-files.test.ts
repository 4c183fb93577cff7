import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readEnvironment, variables } from '@keystead/server/src/environment.ts'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from '../house/read-imports.ts'
import { readSettings, readStages } from './dockerfile.ts'

const run = promisify(execFile)
const readText = (path: string) => readFileSync(join(root, path), 'utf8')
const known = new Set<string>(['NODE_ENV', ...variables.map(({ name }) => name)])
const unknownAmong = (names: readonly string[]) => names.filter((name) => !known.has(name))
const routes = ['/healthz', '/readyz', '/metrics']

interface ComposeService {
  readonly image: string
  readonly user?: string
  readonly read_only?: boolean
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly volumes?: readonly string[]
}

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}

describe('compose.yaml', () => {
  const compose = parse(readText('compose.yaml'), { merge: true }) as Compose
  const { postgres, proxy, ...nodes } = compose.services

  it('has two nodes alike, that read variables which there are, and write nothing', async () => {
    expect(Object.keys(nodes)).toEqual(['node1', 'node2'])
    expect(nodes.node1).toEqual(nodes.node2)
    expect(unknownAmong(Object.keys(nodes.node1?.environment ?? {}))).toEqual([])
    expect(nodes.node1).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
    const settings = readSettings((await readStages(join(root, 'Dockerfile'))).at(-1) as never)
    expect(nodes.node1?.user).toBe(`\${KEYSTEAD_USER:-${settings.user}}`)
    expect(readText('deploy/compose/Caddyfile')).toContain(
      `reverse_proxy node1:${settings.port} node2:${settings.port}`,
    )
  })

  it('has settings that the server takes, but for the secrets, whose files are not here', () => {
    const { DATABASE_URL_FILE: _, KEYSTEAD_PUBLIC_URL, ...environment } = nodes.node1?.environment ?? {}
    const [, publicUrl] = /^\$\{KEYSTEAD_PUBLIC_URL:-(.+)\}$/.exec(KEYSTEAD_PUBLIC_URL ?? '') ?? []
    expect(readEnvironment({ ...environment, KEYSTEAD_PUBLIC_URL: publicUrl })).toMatchObject({
      publicUrl: 'http://localhost:8080',
      trustedProxies: ['172.30.53.0/24'],
    })
  })

  it('gives secrets by files only, each made by make-secrets.sh and read where it is mounted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keystead-compose-'))
    try {
      const script = join(folder, 'deploy', 'compose', 'make-secrets.sh')
      await mkdir(join(folder, 'deploy', 'compose'), { recursive: true })
      await copyFile(join(root, 'deploy/compose/make-secrets.sh'), script)
      const { stdout, stderr } = await run('sh', [script])
      expect(stdout + stderr).toBe('')
      const files = Object.values(compose.secrets).map(({ file }) => join(folder, file))
      expect(await readdir(join(folder, 'deploy/compose/secrets'))).toEqual(Object.keys(compose.secrets).toSorted())
      for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600)
      const read = async (name: string) =>
        (await readFile(join(folder, compose.secrets[name]?.file ?? ''), 'utf8')).trim()
      expect(await read('pepper')).toMatch(/^1 [\w-]{43}$/)
      const url = new URL(await read('database-url'))
      expect(url).toMatchObject({ hostname: 'postgres', password: await read('postgres-password') })
      expect(await readFile(join(folder, '.env'), 'utf8')).toMatch(/^KEYSTEAD_USER=\d+:\d+\n$/)
      // A second time it would lock everybody out.
      await expect(run('sh', [script])).rejects.toThrow('there already')
      expect(new URL(await read('database-url')).href).toBe(url.href)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    const mounted = ['node1', 'postgres'].flatMap((name) => compose.services[name]?.secrets ?? [])
    expect(new Set(mounted)).toEqual(new Set(Object.keys(compose.secrets)))
    for (const { environment = {}, secrets = [] } of Object.values(compose.services)) {
      const paths = Object.values(environment).filter((value) => value.startsWith('/run/secrets/'))
      expect(paths.map((path) => path.replace('/run/secrets/', '')).toSorted()).toEqual(secrets.toSorted())
    }
    expect(readText('.gitignore')).toContain('deploy/compose/secrets/')
  })

  it('mounts files that there are', () => {
    const mounts = [postgres, proxy].flatMap((service) => service?.volumes ?? [])
    const ours = mounts.filter((mount) => mount.startsWith('./')).map((mount) => mount.split(':')[0] ?? '')
    expect(ours).not.toEqual([])
    expect(ours.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

describe('the Helm chart', () => {
  const chart = 'deploy/helm/keystead'
  const values = parse(readText(`${chart}/values.yaml`)) as Record<string, unknown>
  const isGood = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(readText(`${chart}/values.schema.json`)))
  const deployment = readText(`${chart}/templates/deployment.yaml`)
  let image: ReturnType<typeof readSettings>
  beforeAll(async () => {
    image = readSettings((await readStages(join(root, 'Dockerfile'))).at(-1) as never)
  })

  it('has values of its own that its schema takes, and a schema that says no', () => {
    expect(isGood(values), JSON.stringify(isGood.errors)).toBe(true)
    for (const bad of [
      { replicas: 0 },
      { replica: 2 },
      { publicUrl: 'http://keys.example.com' },
      { environment: { DATABASE_URL: 'postgres://a:b@c/d' } },
      { environment: { KEYSTEAD_LOG_LEVEL: 1 } },
      { ingress: { enabled: true, host: '' } },
      { pepper: { secretName: '', secretKey: 'pepper' } },
    ]) {
      expect(isGood({ ...values, ...bad }), JSON.stringify(bad)).toBe(false)
    }
  })

  it('uses values that there are', () => {
    const used = [...deployment.matchAll(/\.Values\.([\w.]+)/g)].map(([, path = '']) => path)
    expect(used.length).toBeGreaterThan(10)
    const isThere = (path: string) =>
      path.split('.').reduce((at: unknown, name) => (at as Record<string, unknown> | undefined)?.[name], values) !==
      undefined
    expect(used.filter((path) => !isThere(path))).toEqual([])
  })

  it('sets variables that there are, asks routes that there are, at the port and as the user of the image', () => {
    const set = [...deployment.matchAll(/- name: ([A-Z_]+)$/gm)].map(([, name = '']) => name)
    expect(set).toContain('DATABASE_URL_FILE')
    expect(unknownAmong(set)).toEqual([])
    const asked = [...deployment.matchAll(/path: (\/\w+), port/g)].map(([, path = '']) => path)
    expect(asked.filter((path) => !routes.includes(path))).toEqual([])
    expect(asked).toHaveLength(3)
    expect(deployment).toContain(`containerPort: ${image.port}`)
    expect(`${/runAsUser: (\d+)/.exec(deployment)?.[1]}:${/runAsGroup: (\d+)/.exec(deployment)?.[1]}`).toBe(image.user)
    expect(values.podAnnotations).toMatchObject({ 'prometheus.io/port': image.port, 'prometheus.io/path': '/metrics' })
  })

  it('speaks of the version of this repository', () => {
    const { version } = JSON.parse(readText('package.json')) as { version: string }
    expect(parse(readText(`${chart}/Chart.yaml`))).toMatchObject({ version, appVersion: version })
    expect((parse(readText('compose.yaml'), { merge: true }) as Compose).services.node1?.image).toBe(
      `keystead:${version}`,
    )
  })
})

describe('the systemd unit', () => {
  const unit = readText('deploy/systemd/keystead.service')
  const all = (key: string) => [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value)

  it('starts a file that there is, as the account that the other file makes, with variables that there are', () => {
    const [start = ''] = all('ExecStart')
    const [, entry = '', command = ''] = start.split(' ')
    expect(existsSync(join(root, entry))).toBe(true)
    expect(command).toBe('serve')
    expect(unknownAmong(all('Environment').map((pair) => pair.split('=')[0] ?? ''))).toEqual([])
    expect(readText('deploy/systemd/keystead.sysusers')).toMatch(new RegExp(`^u ${all('User')[0]} `, 'm'))
    expect(all('Environment')).toContain(`KEYSTEAD_DATA_DIR=/var/lib/${all('StateDirectory')[0]}`)
  })
})
