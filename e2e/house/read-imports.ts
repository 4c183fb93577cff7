import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'oxc-parser'

export const root = resolve(import.meta.dirname, '../..')

type ModuleImport = {
  /** As written: a package, `node:…`, or a relative path. */
  readonly specifier: string
  /** From the root, for a file of ours; undefined for everything else. */
  readonly target: string | undefined
}

export type SourceFile = { readonly path: string; readonly imports: readonly ModuleImport[] }

/** Every product file of the packages with what it imports, types and re-exports included; tests and their helpers left out. */
export function readProductFiles(): SourceFile[] {
  return globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root })
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => ({ path, imports: readImports(path, readFileSync(join(root, path), 'utf8')) }))
}

function readImports(path: string, source: string): ModuleImport[] {
  const { module, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed`)
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => source.slice(start + 1, end - 1)),
  ]
  return [...new Set(specifiers)].map((specifier) => ({ specifier, target: resolveOurs(path, specifier) }))
}

function resolveOurs(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(path), specifier))
  const [, name] = /^@keystead\/([^/]+)$/.exec(specifier) ?? []
  return name === undefined ? undefined : `packages/${name}/src/index.ts`
}

/** A way that leads back to where it began, or undefined. */
export function findCircle(arrows: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>()
  const walk = (node: string, way: string[]): string[] | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node]
    if (done.has(node)) return undefined
    for (const next of arrows.get(node) ?? []) {
      const circle = walk(next, [...way, node])
      if (circle !== undefined) return circle
    }
    done.add(node)
    return undefined
  }
  for (const node of arrows.keys()) {
    const circle = walk(node, [])
    if (circle !== undefined) return circle
  }
  return undefined
}
