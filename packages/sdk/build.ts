import { execFileSync } from 'node:child_process'
import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * Builds what is published, `npm publish packages/sdk/dist`: JavaScript, its types, and a package.json that leads to them. In
 * the workspace the package leads to its sources, so that nothing has to be built to work on it.
 */
const here = import.meta.dirname
const { values } = parseArgs({ options: { out: { type: 'string', default: join(here, 'dist') } } })
const out = resolve(values.out)

rmSync(out, { recursive: true, force: true })
execFileSync('tsc', ['-p', here, '--outDir', out], { stdio: 'inherit' })

// The compiler does so in JavaScript only.
for (const file of globSync('**/*.d.ts', { cwd: out })) {
  const types = readFileSync(join(out, file), 'utf8')
  writeFileSync(join(out, file), types.replaceAll(/((?:from |import\()['"]\.[^'"]+)\.ts(?=['"])/g, '$1.js'))
}

const {
  private: _,
  devDependencies,
  scripts,
  exports,
  ...manifest
} = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
const entries = Object.entries<string>(exports).filter(([, file]) => file.startsWith('./src/'))
const published = {
  ...manifest,
  exports: Object.fromEntries(
    entries.map(([entry, file]) => {
      const base = file.replace('./src/', './').replace(/\.ts$/, '')
      return [entry, { types: `${base}.d.ts`, default: `${base}.js` }]
    }),
  ),
  // For their types, and only for who has them already.
  peerDependencies: { fastify: '>=5', hono: '>=4' },
  peerDependenciesMeta: { fastify: { optional: true }, hono: { optional: true } },
}
writeFileSync(join(out, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
copyFileSync(join(here, 'README.md'), join(out, 'README.md'))
