import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { rolldown } from 'rolldown'

/**
 * Builds what is published, `npm publish packages/cli/dist`: JavaScript that holds what the command needs of the rest of the
 * house, and a package.json that asks for the packages of others. What is loaded late in the sources is loaded late there, too.
 * In the workspace the command runs from its sources, so that nothing has to be built to work on it.
 */
const here = import.meta.dirname
const { values } = parseArgs({ options: { out: { type: 'string', default: join(here, 'dist') } } })
const out = resolve(values.out)

type Manifest = {
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}
const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(here, folder, 'package.json'), 'utf8'))

const { private: _, devDependencies, scripts, exports, ...manifest } = JSON.parse(JSON.stringify(readManifest('.')))
const peers = Object.keys(readManifest('.').peerDependencies)
const isOurs = (name: string) => name.startsWith('@keystead/') && !peers.includes(name)
// What of the house is in it, and what that needs in turn.
const dependencies = Object.fromEntries(
  ['.', '../scanner']
    .flatMap((folder) => Object.entries(readManifest(folder).dependencies))
    .filter(([name]) => !isOurs(name))
    .sort(([one], [other]) => (one < other ? -1 : 1)),
)
const others = [...Object.keys(dependencies), ...peers]

rmSync(out, { recursive: true, force: true })
const bundle = await rolldown({
  input: { main: join(here, 'src/main.ts') },
  platform: 'node',
  external: (id) => id.startsWith('node:') || others.some((name) => id === name || id.startsWith(`${name}/`)),
})
await bundle.write({ dir: join(out, 'lib'), format: 'esm', chunkFileNames: '[name]-[hash].js' })
await bundle.close()

mkdirSync(join(out, 'bin'))
writeFileSync(
  join(out, 'bin/keystead.js'),
  `#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Beside the program, where only who may change the program may write.
enableCompileCache?.(fileURLToPath(new URL('../.cache', import.meta.url)))
await import('../lib/main.js')
`,
)
chmodSync(join(out, 'bin/keystead.js'), 0o755)
const published = {
  ...manifest,
  bin: { keystead: 'bin/keystead.js' },
  files: ['bin', 'lib'],
  engines: { node: '>=24' },
  dependencies,
}
writeFileSync(join(out, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
copyFileSync(join(here, 'README.md'), join(out, 'README.md'))
