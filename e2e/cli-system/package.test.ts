import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeToken } from '@keystead/scanner/testing/secrets.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../house/read-imports.ts'

const node = join(root, 'node_modules/.bin/node')
const cli = join(root, 'packages/cli')

/** As somebody has it who has installed what is published, and nothing of ours beside it. */
describe('the published command', () => {
  let folder: string
  let built: string
  let installed: string
  let files: readonly string[]
  const environment = () => ({ PATH: join(root, 'node_modules/.bin'), HOME: folder, LANG: 'en_US.UTF-8' })
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keystead-package-'))
    built = join(folder, 'built')
    execFileSync(node, [join(cli, 'build.ts'), '--out', built])
    const [{ filename, files: packed }] = JSON.parse(npm('pack', '--json', built))
    files = packed.map(({ path }: { path: string }) => path)
    npm(
      'install',
      '--global',
      '--prefix',
      folder,
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      join(folder, filename),
    )
    installed = join(folder, 'lib/node_modules/@keystead/cli')
  }, 240_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Its exit code, and what it has printed. */
  const keystead = (...args: string[]) => {
    try {
      const options = { cwd: folder, env: environment(), encoding: 'utf8', stdio: 'pipe' } as const
      return { exitCode: 0, text: execFileSync(join(folder, 'bin/keystead'), args, options) }
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string }
      return { exitCode: status, text: stdout + stderr }
    }
  }

  it('holds JavaScript and what npm wants to know, and nothing of the workspace', () => {
    expect(files.filter((file) => !/^(?:package\.json|README\.md|(?:bin|lib)\/[\w.-]+\.js)$/.test(file))).toEqual([])
    expect(readdirSync(join(folder, 'lib/node_modules/@keystead'))).toEqual(['cli'])
    const texts = files.map((file) => readFileSync(join(built, file), 'utf8'))
    expect(texts.filter((text) => /(?:from|import\(?) ?["']@keystead\/(?:core|scanner|sdk)/.test(text))).toEqual([])
    expect(texts.filter((text) => text.includes(root))).toEqual([])
  })

  it('asks for no SDK of a cloud, and for no server', () => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(join(installed, 'package.json'), 'utf8'),
    )
    expect(Object.keys(dependencies).filter((name) => /aws|azure|google|keystead/.test(name))).toEqual([])
    for (const name of Object.keys(peerDependencies)) expect(peerDependenciesMeta[name]).toEqual({ optional: true })
    expect(keystead('store', 'get', 'aws:team/app')).toMatchObject({
      exitCode: 69,
      text: expect.stringContaining('npm install @aws-sdk/client-secrets-manager'),
    })
    expect(keystead('serve')).toMatchObject({ exitCode: 78, text: expect.stringContaining('not installed here') })
  })

  it('runs', () => {
    const { version } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8'))
    expect(keystead('--version')).toEqual({ exitCode: 0, text: `${version}\n` })
    expect(keystead('--help').text).toContain('service-accounts')
    expect(keystead('--help', '--lang', 'ja').text).toContain('キー')
  })

  it('finds keys, other vendors’ too, and shows none', () => {
    const token = makeToken()
    const slack = `xoxb-${'1'.repeat(12)}-${'2'.repeat(12)}-${'aB3'.repeat(8)}`
    const place = mkdtempSync(join(folder, 'place-'))
    writeFileSync(join(place, 'notes.txt'), `${token}\n${slack}\n`)
    const { exitCode, text } = keystead('scan', place)
    expect(exitCode).toBe(2)
    expect(text).toContain('notes.txt:1:1\tKeystead token')
    expect(text).toContain('notes.txt:2:1\tother vendor: slack')
    expect(text).not.toContain(token.slice(-49))
  })
})
