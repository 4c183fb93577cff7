import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findCircle, readProductFiles, root, type SourceFile } from './read-imports.ts'

type Ban = { readonly from: RegExp; readonly except?: RegExp; readonly to: RegExp; readonly why: string }

const bans: Ban[] = [
  {
    from: /^packages\/core\//,
    to: /^@keystead\//,
    why: 'core is the ground floor: the rules depend on nothing that applies them',
  },
  {
    from: /^packages\/core\//,
    to: /^(?!\.|@keystead\/|node:crypto$|node:zlib$)/,
    why: 'core does no I/O and needs no package: hashing and checksums are all that it takes from Node',
  },
  {
    from: /^packages\/(?:verifier|storage)\//,
    to: /^@keystead\/(?!core$)/,
    why: 'the middle floor knows the rules, and neither its neighbours nor what stands above',
  },
  {
    from: /^packages\/verifier\//,
    to: /^(?:node:|fastify|kysely|pg$|graphql)/,
    why: 'the hot path never waits on SQL and never sees a request',
  },
  {
    from: /^packages\/storage\//,
    to: /^(?:node:https?$|fastify|graphql|zod)/,
    why: 'storage serves ports, not requests',
  },
  {
    from: /^packages\/storage\/src\/(?!postgres\/)/,
    to: /^pg$/,
    why: 'nothing outside the dialect folder knows which database it talks to',
  },
  {
    from: /^packages\/storage\/src\/(?!sqlite\/)/,
    to: /^node:sqlite$/,
    why: 'nothing outside the dialect folder knows which database it talks to',
  },
  {
    from: /^packages\/server\//,
    except: /^packages\/server\/src\/main\.ts$/,
    to: /^@keystead\/storage/,
    why: 'only the composition root chooses a database',
  },
  {
    from: /^packages\/server\//,
    to: /^(?:kysely|pg$|node:sqlite$)/,
    why: 'edges parse, authenticate and map errors; SQL lives in storage',
  },
  {
    from: /^packages\/server\//,
    except: /^packages\/server\/src\/tracing\/start-tracing\.ts$/,
    to: /^@opentelemetry\/(?!api$)/,
    why: 'what collects traces is loaded only where they are wanted',
  },
  {
    from: /^packages\/server\/src\/rest\//,
    to: /\/graphql\/|^graphql$/,
    why: 'two doors call the same core function; neither goes through the other',
  },
  {
    from: /^packages\/server\/src\/(?:graphql|audit-logs|forward-auth)\//,
    to: /\/(?:rest|graphql)\//,
    why: 'two doors call the same core function; neither goes through the other',
  },
  {
    from: /^packages\/sdk\//,
    to: /^@keystead\//,
    why: 'the SDK knows the API by its document, as anybody does who installs it',
  },
  {
    from: /^packages\/sdk\/src\/(?!middlewares\/)/,
    to: /^[^.]/,
    why: 'the SDK has no dependencies, and runs where there is no Node',
  },
  {
    from: /^packages\/sdk\/src\/middlewares\//,
    to: /^(?!\.|node:http$|fastify$|hono$)/,
    why: 'a middleware takes the types of its framework, and nothing that it would bring along',
  },
  {
    from: /^packages\/web\//,
    to: /^(?:node:|@keystead\/(?!(?:sdk|core\/audit-event)$))/,
    why: 'the console is a client of the REST API, through the SDK like any other; of ours it knows the names of what is audited, and nothing else',
  },
  {
    from: /^packages\/cli\//,
    except: /^packages\/cli\/src\/operator-commands\.ts$/,
    to: /^@keystead\/(?!(?:sdk|scanner|core\/token)$)/,
    why: 'the CLI is a client of the REST API, through the SDK like any other; of ours it knows what a token looks like and how one is found, and nothing else',
  },
  {
    from: /^packages\/scanner\//,
    to: /^@keystead\/(?!core\/(?:key-token|token)$)/,
    why: 'the scanner knows what a token looks like, and nothing else of ours',
  },
  {
    from: /^packages\/scanner\/src\/(?!finders\/find-vendor-secrets\.ts$)/,
    to: /^@secretlint\//,
    why: 'the rules for other vendors are loaded only where they are wanted',
  },
  {
    from: /^packages\/cli\/src\/(?!stores\/)/,
    to: /^@napi-rs\/keyring$/,
    why: 'nothing outside the folder of the stores knows which store it talks to',
  },
]

function findBreaches(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, imports }) =>
    bans
      .filter(({ from, except }) => from.test(path) && !except?.test(path))
      .flatMap(({ to, why }) =>
        imports.filter(({ specifier }) => to.test(specifier)).map(({ specifier }) => `${path} → ${specifier}: ${why}`),
      ),
  )
}

const files = readProductFiles()

describe('the dependency rule', () => {
  it('reads every package, and sees the imports that hold the house together', () => {
    const packages = new Set(files.map(({ path }) => path.split('/')[1]))
    expect([...packages].sort()).toEqual(['cli', 'core', 'scanner', 'sdk', 'server', 'storage', 'verifier', 'web'])
    const main = files.find(({ path }) => path === 'packages/server/src/main.ts')
    expect(main?.imports.map(({ specifier }) => specifier)).toContain('@keystead/storage')
  })

  it('is kept by every file', () => {
    expect(findBreaches(files)).toEqual([])
  })

  it.each([
    ['packages/core/src/keys/create-key.ts', 'node:fs'],
    ['packages/core/src/keys/create-key.ts', '@keystead/storage'],
    ['packages/core/src/keys/create-key.ts', 'zod'],
    ['packages/verifier/src/verifier.ts', 'kysely'],
    ['packages/storage/src/kysely-reader.ts', 'node:sqlite'],
    ['packages/storage/src/kysely-reader.ts', '@keystead/server'],
    ['packages/server/src/app.ts', '@keystead/storage'],
    ['packages/server/src/app.ts', '@opentelemetry/sdk-trace'],
    ['packages/server/src/rest/keys/key-routes.ts', '../../graphql/resolvers.ts'],
    ['packages/sdk/src/transport/make-caller.ts', 'node:crypto'],
    ['packages/sdk/src/middlewares/express.ts', '@keystead/core'],
    ['packages/web/src/api/keystead.ts', '@keystead/core'],
    ['packages/scanner/src/scan.ts', '@keystead/core'],
    ['packages/scanner/src/scan.ts', '@secretlint/core'],
    ['packages/cli/src/commands/keys/list.ts', '@keystead/core'],
    ['packages/cli/src/commands/keys/list.ts', '@keystead/server/src/app.ts'],
  ])('would be broken by %s importing %s', (path, specifier) => {
    expect(findBreaches([{ path, imports: [{ specifier, target: undefined }] }])).not.toEqual([])
  })

  it('lets the SDK take types alone: what runs of it runs without any package, and without Node', () => {
    const runtime = files
      .filter(({ path }) => path.startsWith('packages/sdk/'))
      .flatMap(
        ({ path }) => readFileSync(join(root, path), 'utf8').match(/^import (?!type )[^']*? from '[^.].*$/gms) ?? [],
      )
    expect(runtime).toEqual([])
  })

  it('holds no circle of files, types included', () => {
    const arrows = new Map(
      files.map(({ path, imports }) => [path, new Set(imports.flatMap(({ target }) => target ?? []))]),
    )
    expect(findCircle(arrows)).toBeUndefined()
  })

  it('holds no circle of folders: within a package, each folder stands above all that it uses', () => {
    // A file that lies directly in `src` is a room of its own.
    const roomOf = (path: string) => (basename(dirname(path)) === 'src' ? path : dirname(path))
    const arrows = new Map<string, Set<string>>()
    for (const { path, imports } of files) {
      const room = roomOf(path)
      const uses = arrows.get(room) ?? new Set()
      for (const { specifier, target } of imports) {
        if (target !== undefined && specifier.startsWith('.') && roomOf(target) !== room) uses.add(roomOf(target))
      }
      arrows.set(room, uses)
    }
    expect(findCircle(arrows)).toBeUndefined()
  })

  it('finds a circle where there is one', () => {
    const arrows = new Map(Object.entries({ a: new Set(['b']), b: new Set(['c']), c: new Set(['b']) }))
    expect(findCircle(arrows)).toEqual(['b', 'c', 'b'])
  })

  it('lets one file of each program read the environment', () => {
    const readers = files
      .map(({ path }) => path)
      .filter((path) => readFileSync(join(root, path), 'utf8').includes('process.env'))
    expect(readers.sort()).toEqual(['packages/cli/src/environment.ts', 'packages/server/src/environment.ts'])
  })
})
