import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Finding, scan, writeSarif } from '@keystead/scanner'
import { copyPackages } from '@keystead/scanner/testing/corpus.ts'
import { makeDirectory } from '@keystead/scanner/testing/repository.ts'
import { makeHex, makeLegacyToken, makeLongWandbKey, makeToken } from '@keystead/scanner/testing/secrets.ts'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const corpusSize = 12_000

let corpus: ReturnType<typeof makeDirectory>
let names: string[]
/** By file: the secrets in it, as they are found. */
const planted = new Map<string, string[]>()

const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=G', '-c', 'user.email=g@example.com', '-c', 'gc.auto=0', ...words], {
    cwd: corpus.path,
    stdio: 'pipe',
    maxBuffer: 1 << 28,
  })

function plant(name: string, secrets: readonly string[], content: string | Buffer): void {
  mkdirSync(dirname(join(corpus.path, name)), { recursive: true })
  writeFileSync(join(corpus.path, name), content)
  planted.set(name, [...secrets])
}

/** A token in the middle of a file of somebody else's. */
function plantWithin(name: string, share: number): void {
  const token = makeToken(['ksd', 'acme', 'k9'][planted.size % 3])
  const bytes = readFileSync(join(corpus.path, name))
  const at = Math.floor(bytes.length * share)
  plant(name, [token], Buffer.concat([bytes.subarray(0, at), Buffer.from(`"${token}"`), bytes.subarray(at)]))
}

const one = (name: string, token: string, write: (token: string) => string | Buffer) =>
  plant(name, [token], write(token))

beforeAll(() => {
  corpus = makeDirectory()
  names = copyPackages(corpus.path, corpusSize)
  // Every fortieth file, at its beginning, its end, and between.
  for (let at = 0; at < names.length; at += 40) plantWithin(names[at] ?? '', (at % 7) / 6)
  const [token, hex] = [makeToken, makeHex]
  one('planted/.env', token(), (it) => `A=1\nWANDB_API_KEY=${it}\n`)
  one('planted/.netrc', hex(), (it) => `machine api.wandb.ai\n  login user\n  password ${it}\n`)
  one('planted/Dockerfile', token(), (it) => `FROM x\nENV KEYSTEAD_TOKEN=${it}\n`)
  one('planted/.github/workflows/ci.yml', token(), (it) => `env:\n  KEY: '${it}'\n`)
  one('planted/.gitlab-ci.yml', makeLegacyToken(), (it) => `variables:\n  WANDB_API_KEY: ${it}\n`)
  one('planted/secret.yaml', token(), (it) => `data:\n  key: ${btoa(it)}\n`)
  one('planted/.docker/config.json', token(), (it) => JSON.stringify({ auths: { x: { auth: btoa(`me:${it}`) } } }))
  one('planted/train.ipynb', token(), (it) =>
    JSON.stringify({
      cells: [{ cell_type: 'code', source: ['import wandb\n', `wandb.login(key="${it}")`], outputs: [] }],
    }),
  )
  one('planted/.bash_history', makeLongWandbKey(), (it) => `#1700000000\nwandb login ${it}\n`)
  one('planted/.zsh_history', token(), (it) => `: 1700000000:0;export K=${it}\n`)
  one('planted/fish_history', hex(), (it) => `- cmd: wandb login ${it}\n  when: 1700000000\n`)
  one('planted/windows.ps1', token(), (it) => Buffer.from(`\uFEFF$k = "${it}"\r\n`, 'utf16le'))
  one('planted/model.bin', token(), (it) => Buffer.concat([Buffer.alloc(5_000), Buffer.from(it), Buffer.alloc(5_000)]))
  one('planted/one-line.min.js', token(), (it) => `${'a=1;'.repeat(500_000)}k="${it}"`)
  // On both sides of where one window ends and the next begins.
  const borders = Array.from({ length: 40 }, () => token())
  const large = Buffer.alloc((8 << 20) + 100_000, 'x\n')
  borders.forEach((it, at) => large.write(` ${it} `, (8 << 20) - 2_000 + at * 95, 'latin1'))
  plant('planted/large.txt', borders, large)
}, 300_000)
afterAll(() => corpus[Symbol.dispose]())

const isOurs = ({ rule }: Finding) => rule === 'keystead-token'
const sorted = (list: readonly Finding[]) => list.map(({ place, token }) => `${place.path} ${token.reveal()}`).sort()
const expected = () => [...planted].flatMap(([name, secrets]) => secrets.map((secret) => `${name} ${secret}`)).sort()

describe('a corpus of real packages with secrets planted in it', () => {
  it('has more than ten thousand files', () => {
    expect(names.length).toBeGreaterThanOrEqual(10_000)
    expect(planted.size).toBeGreaterThan(300)
  })

  it('gives every secret that was planted, and nothing else: no false alarm on any format of ours or W&B’s', async () => {
    const report = await scan({ target: 'files', path: corpus.path, vendors: false })
    expect(report.contents).toBeGreaterThanOrEqual(10_000)
    expect(sorted(report.list)).toEqual(expected())
    expect(report.list.filter(isOurs).every(({ certainty }) => certainty === 'certain')).toBe(true)
  }, 120_000)

  it('gives them all from the index, and from the history after they were taken out again', async () => {
    git('init', '--quiet')
    git('add', '--all', '--force')
    const staged = await scan({ target: 'staged', path: corpus.path, vendors: false })
    expect(sorted(staged.list)).toEqual(expected())
    git('commit', '--quiet', '--message', 'one')
    for (const name of planted.keys()) writeFileSync(join(corpus.path, name), 'clean\n')
    git('commit', '--quiet', '--all', '--message', 'two')
    expect((await scan({ target: 'files', path: corpus.path, vendors: false })).list).toEqual([])
    const history = await scan({ target: 'history', path: corpus.path, vendors: false })
    expect(sorted(history.list)).toEqual(expected())
  }, 300_000)

  it('makes SARIF that is what the standard’s schema says, with other vendors’ secrets, too', async () => {
    const { list } = await scan({ target: 'history', path: corpus.path, vendors: false })
    const { list: vendors } = await scan({
      target: 'files',
      path: join(corpus.path, names[0]?.split('/')[0] ?? ''),
      vendors: true,
    })
    // One pattern of the schema is none under the stricter rules of Unicode.
    const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
      await readSarifSchema(),
    )
    expect(
      validate(JSON.parse(JSON.stringify(writeSarif([...list, ...vendors], '1.0.0')))),
      JSON.stringify(validate.errors),
    ).toBe(true)
    expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false)
  }, 300_000)
})

/** The schema of SARIF 2.1.0, out of Microsoft's package; kept, so that it is fetched once. */
async function readSarifSchema(): Promise<object> {
  const cache = join(import.meta.dirname, '../../node_modules/.cache/keystead-scan')
  const file = join(cache, 'package/lib/schemas/sarif-2.1.0-rtm.5.json')
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true })
    const run = (command: string, ...words: string[]) => execFileSync(command, words, { cwd: cache, stdio: 'pipe' })
    const packed = run('npm', 'pack', '--silent', '@microsoft/jest-sarif@1.0.0-beta.0').toString().trim()
    run('tar', '-xzf', packed.split('\n').at(-1) ?? '')
  }
  // Written for an older draft, whose words for what a schema is called are other ones.
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, 'utf8'))
  return schema
}
