import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { variables } from '@keystead/server/src/environment.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bootstrapArgs } from '../durability/operator.ts'
import { root } from '../house/read-imports.ts'
import { maskTokens } from '../support/mask-tokens.ts'
import { buildStage, type ImageSettings, listContext, readSettings, readStages, type Stage } from './dockerfile.ts'

const binaries = join(root, 'node_modules', '.bin')
const node = join(binaries, 'node')
const run = promisify(execFile)

/** What the tests run as where they run as root: nobody who owns a file of the image. */
const nobody = process.getuid?.() === 0 ? { uid: 65532, gid: 65532 } : {}
if (nobody.uid === undefined)
  console.error('Keystead: not root, so nothing can be run as somebody else: skipping that.')

// No Docker here, so this is what it proves: that the steps of the Dockerfile make a folder from which the server runs as
// somebody who can write none of it. The base images, and that Docker does what these steps say, are taken on trust.
describe('the image', () => {
  let folder: string
  let image: string
  let stages: Stage[]
  let settings: ImageSettings
  let context: string[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keystead-image-'))
    image = join(folder, 'final')
    stages = await readStages(join(root, 'Dockerfile'))
    const last = stages.at(-1)
    if (last === undefined) throw new Error('the Dockerfile has no stage')
    settings = readSettings(last)
    const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
    context = await listContext(
      root,
      stdout.split('\n').filter((path) => path !== ''),
    )

    const build = {
      root,
      context,
      stages: Object.fromEntries(stages.map(({ name }) => [name, join(folder, name)])),
      environment: { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH}`, HOME: folder } as Record<
        string,
        string
      >,
    }
    for (const stage of stages) {
      await mkdir(join(folder, stage.name), { recursive: true })
      // The tests have built the console already, by the very command of this stage.
      if (stage.name === 'console') {
        await cp(join(root, 'packages/web/dist'), join(folder, 'console/build/packages/web/dist'), { recursive: true })
      } else await buildStage(build, stage)
    }
    if (nobody.uid !== undefined) {
      await run('chmod', ['go+rx', folder])
      await chown(join(image, 'data'), nobody.uid, nobody.gid)
    } else await run('chmod', ['-R', 'a-w', join(image, 'keystead')])
  }, 300_000)
  afterAll(async () => {
    await run('chmod', ['-R', 'u+w', folder])
    await rm(folder, { recursive: true, force: true })
  })

  it('is built from what it needs and nothing else: no tests, no data, no secrets, no working copy', () => {
    expect(context).toEqual(
      expect.arrayContaining(['package-lock.json', 'packages/server/src/main.ts', 'e2e/package.json']),
    )
    expect(
      context.filter((path) => /\.test\.ts$|\/testing\/|^e2e\/.+\/|^deploy|^docs|\.md$|^\.env/.test(path)),
    ).toEqual([])
    expect(stages.find(({ name }) => name === 'console')?.instructions.map(({ rest }) => rest)).toContain(
      'npm ci --no-audit --no-fund && npm run build',
    )
  })

  it('holds no build tools, no tests, and of the console nothing but what browsers get', async () => {
    expect(stages.at(-1)?.from).toContain('distroless')
    expect(stages.at(-1)?.instructions.map(({ word }) => word)).not.toContain('RUN')
    const files = await readdir(join(image, 'keystead'), { recursive: true })
    expect(files).toContain('packages/web/dist/index.html')
    expect(files.filter((path) => /^packages\/web\/(?!dist)./.test(path))).toEqual([])
    expect(
      files.filter((path) => /^node_modules\/(?:typescript|vite|vitest|react|playwright-core)$/.test(path)),
    ).toEqual([])
    expect(files.filter((path) => /^packages\/.*\.test\.ts$/.test(path))).toEqual([])
  })

  it('sets variables that there are, listens on the port that it names, and is nobody’s but user 65532', () => {
    const known = new Set<string>(['NODE_ENV', ...variables.map(({ name }) => name)])
    expect(Object.keys(settings.environment).filter((name) => !known.has(name))).toEqual([])
    expect(settings.environment).toMatchObject({ KEYSTEAD_PORT: settings.port, KEYSTEAD_DATA_DIR: '/data' })
    expect(settings.user).toBe('65532:65532')
  })

  it('serves as somebody who can write nothing but the data, is found healthy, and stops when told to', async () => {
    // The container's paths, and its port, which may be taken here.
    const environment = { ...settings.environment, KEYSTEAD_PORT: '0', KEYSTEAD_DATA_DIR: join(image, 'data') }
    const [, ...entry] = settings.entrypoint
    const server = spawn(node, [...entry, ...settings.command], {
      cwd: join(image, settings.workingDirectory),
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...nobody,
    })
    try {
      let printed = ''
      const listening = Promise.withResolvers<string>()
      const note = (text: string) => {
        printed += text
        const [, port] = /listening on http:\/\/\S+?:(\d+)/.exec(printed) ?? []
        if (port !== undefined) listening.resolve(port)
      }
      server.stdout.setEncoding('utf8').on('data', note)
      server.stderr.setEncoding('utf8').on('data', note)
      server.once('close', () => listening.reject(new Error(`it ended:\n${maskTokens(printed)}`)))
      const port = await listening.promise
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('<div id="root">')

      const check = async (asked: string) => {
        const [, ...args] = settings.healthcheck
        const checking = spawn(node, args, { env: { KEYSTEAD_PORT: asked }, stdio: 'ignore' })
        return (await once(checking, 'exit'))[0] as number
      }
      expect(await check(port)).toBe(0)
      server.kill('SIGTERM')
      expect(await once(server, 'exit')).toEqual([0, null])
      expect(await check(port)).toBe(1)
    } finally {
      server.kill('SIGKILL')
    }
    expect((await stat(join(image, 'data', 'pepper'))).mode & 0o777).toBe(0o600)
    if (nobody.uid === undefined) return
    await expect(
      run('setpriv', ['--reuid=65532', '--regid=65532', '--clear-groups', 'touch', join(image, 'keystead', 'x')]),
    ).rejects.toThrow('Permission denied')
  }, 120_000)

  it.skipIf(nobody.uid === undefined)(
    'takes a pepper that belongs to root and that its group may read, as Kubernetes hands it',
    async () => {
      const pepper = join(folder, 'pepper')
      const [, ...entry] = settings.entrypoint
      const asNobody = (mode: number, gid: number) =>
        writeFile(pepper, `1 ${'A'.repeat(43)}\n`)
          .then(() => run('chmod', [mode.toString(8), pepper]))
          .then(() => chown(pepper, 0, gid))
          .then(() =>
            run(node, [...entry, ...bootstrapArgs], {
              cwd: join(image, settings.workingDirectory),
              env: {
                ...settings.environment,
                KEYSTEAD_DATA_DIR: join(image, 'data', `${mode}`),
                KEYSTEAD_PEPPER_FILE: pepper,
              },
              ...nobody,
            }),
          )
      expect(JSON.parse((await asNobody(0o440, 65532)).stdout)).toMatchObject({ organization: { name: 'acme' } })
      await expect(asNobody(0o444, 65532)).rejects.toThrow('others can read')
      await expect(asNobody(0o460, 65532)).rejects.toThrow('others can read')
    },
    120_000,
  )
})
