import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../house/read-imports.ts'

const sdk = join(root, 'packages/sdk')
const program = (name: string) => join(root, 'node_modules/.bin', name)

/** What the compiler says of files that know the web's own things, and nothing of Node's. */
function compile(directory: string, files: readonly string[], options: readonly string[] = []): string {
  const webOnly = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom,dom.asynciterable', '--types', '']
  try {
    return execFileSync(program('tsc'), [...webOnly, '--module', 'nodenext', ...options, ...files], {
      cwd: directory,
      encoding: 'utf8',
    })
  } catch (error) {
    return String((error as { stdout: string }).stdout)
  }
}

describe('the package', () => {
  let project: string
  let installed: string
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'keystead-sdk-'))
    installed = join(project, 'node_modules/@keystead/sdk')
    execFileSync(program('node'), [join(sdk, 'build.ts'), '--out', installed])
  })
  afterAll(() => rmSync(project, { recursive: true, force: true }))

  it('is JavaScript with types, and leads to nothing that is not in it', () => {
    const {
      exports,
      dependencies,
      private: isPrivate,
    } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    const files = new Set(readdirSync(installed, { recursive: true, encoding: 'utf8' }))
    const targets = Object.values<Record<string, string>>(exports).flatMap((conditions) => Object.values(conditions))
    expect(targets.length).toBeGreaterThan(10)
    expect(targets.filter((target) => !files.has(target.replace('./', '')))).toEqual([])
    expect({ dependencies, isPrivate }).toEqual({ dependencies: undefined, isPrivate: undefined })
    const sources = [...files].filter((file) => /(?<!\.d)\.ts$/.test(file) || file.includes('.test.'))
    expect(sources).toEqual([])
    const texts = [...files].filter((file) => /\.(?:js|d\.ts)$/.test(file))
    expect(texts.filter((file) => /['"]\.[^'"]*\.ts['"]/.test(readFileSync(join(installed, file), 'utf8')))).toEqual([])
  })

  it('runs as it is', () => {
    const script = `
      const { createKeysteadClient } = await import('@keystead/sdk')
      const { keystead } = await import('@keystead/sdk/fetch')
      for (const entry of ['express', 'fastify', 'hono', 'next', 'node']) await import('@keystead/sdk/' + entry)
      const client = createKeysteadClient({ url: 'https://keys.example.com', token: 'secret', fetch: async () => Response.json({ valid: false, code: 'INVALID_KEY' }) })
      const handle = keystead({ client })(() => new Response('in'))
      console.log((await handle(new Request('https://x/', { headers: { authorization: 'Bearer nothing' } }))).status)`
    writeFileSync(join(project, 'run.mjs'), script)
    expect(execFileSync(program('node'), ['run.mjs'], { cwd: project, encoding: 'utf8' })).toBe('401\n')
  })

  it('has types for who knows nothing of Node, and they hold', () => {
    writeFileSync(
      join(project, 'use.ts'),
      `import { type ApiKey, createKeysteadClient } from '@keystead/sdk'
       import { keystead } from '@keystead/sdk/fetch'
       const client = createKeysteadClient({ url: 'https://keys.example.com' })
       export const key: Promise<ApiKey> = client.keys.get('id')
       export default { fetch: keystead({ client })((request, { principal }) => new Response(principal.name + request.url)) }
       // @ts-expect-error: a name must be given
       void client.keys.create({ organization: 'acme' })`,
    )
    expect(compile(project, ['use.ts'])).toBe('')
  })

  it('uses nothing but what browsers and edge runtimes have, where it is not for Node', () => {
    const files = globSync('src/**/*.ts', { cwd: sdk }).filter(
      (file) => !/\.test\.ts$|middlewares\/(?:express|fastify|node|hono)\.ts$/.test(file),
    )
    expect(files.length).toBeGreaterThan(20)
    expect(compile(sdk, files, ['--ignoreConfig', '--allowImportingTsExtensions'])).toBe('')
  })
})

describe('the README', () => {
  const examples = join(import.meta.dirname, 'examples')

  it('shows the examples that the compiler checks, word for word, and all of them', () => {
    const readme = readFileSync(join(sdk, 'README.md'), 'utf8')
    const shown = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code)
    const checked = readdirSync(examples).map((file) => readFileSync(join(examples, file), 'utf8'))
    expect(shown.sort()).toEqual(checked.sort())
  })
})
