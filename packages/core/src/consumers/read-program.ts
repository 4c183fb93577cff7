import type { Program } from '../model/consumer.ts'
import { cleanText } from './clean-text.ts'

const longestUserAgent = 512
const longestName = 60
const longestVersion = 40

// One library goes by several names, by what it is doing and by how old it is: each a program of its own would never be seen
// again after an upgrade.
const knownPrograms: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^W&B (?:Internal|Public) Client(?: (\S+))?(?= |$)/i, 'wandb'],
  [/^wandb-core(?:\/(\S+))?(?= |$)/i, 'wandb'],
  [/^(?:W&B )?Weave JS Client(?: (\S+))?(?= |$)/i, 'weave-js'],
  [/^W&B Internal JS Client(?: (\S+))?(?= |$)/i, 'wandb-js'],
]

const browsers = ['Edg', 'Firefox', 'Chrome', 'Safari']

const languages: Readonly<Record<string, string>> = {
  python: 'python',
  cpython: 'python',
  'python-urllib': 'python',
  pypy: 'pypy',
  node: 'node',
  'node.js': 'node',
  nodejs: 'node',
  deno: 'deno',
  bun: 'bun',
  java: 'java',
  go: 'go',
  ruby: 'ruby',
  php: 'php',
  dotnet: '.net',
  '.net': '.net',
  rust: 'rust',
}

const comment = /\(([^()]*)\)/g

type Product = { readonly name: string; readonly version: string | null }

/**
 * What a User-Agent says of its program: `name/version` first, as RFC 9110 §10.1.5 has it, or one of the forms of W&B's
 * clients, and what it runs in, where something later in the text tells. Null for a text that says nothing. Never throws.
 *
 * @example readProgram('python-requests/2.32.3 Python/3.11.4') // { name: 'python-requests', version: '2.32.3', runtime: 'python 3.11' }
 */
export function readProgram(userAgent: string | null | undefined): Program | null {
  const text = cleanText(userAgent, longestUserAgent)
  if (text === null) return null
  // What stands in brackets is a comment, in which products may be named, too.
  const products = readProducts(withoutComments(text))
  const comments = Array.from(text.matchAll(comment), ([, inside = '']) => inside)
  const runtime = readRuntime([products, ...comments.map(readProducts)].flat())
  for (const [pattern, name] of knownPrograms) {
    const match = pattern.exec(withoutComments(text))
    if (match !== null) return { name, version: versionOf(match[1]), runtime }
  }
  // Browsers call themselves by the names of all before them; some libraries name the language first, and then the program.
  const own =
    browsers.map((browser) => products.find(({ name }) => name === browser)).find((product) => product !== undefined) ??
    products.find(({ name }) => languageOf(name) === undefined) ??
    products[0]
  if (own === undefined) return null
  return { name: own.name.slice(0, longestName).toLowerCase(), version: versionOf(own.version), runtime }
}

function withoutComments(text: string): string {
  return text.replaceAll(comment, ' ').trim()
}

function readProducts(text: string): Product[] {
  return text
    .split(/[\s;,]+/)
    .map(readProduct)
    .filter((product) => product !== undefined)
}

// `lang/python#3.11.4` is how the clients of AWS write it.
function readProduct(word: string): Product | undefined {
  const [, name, version] = /^(?:lang\/)?((?:@[\w.-]+\/)?[A-Za-z._][\w.+-]*?):?(?:[/#](\S+))?$/.exec(word) ?? []
  return name === undefined ? undefined : { name, version: version ?? null }
}

function readRuntime(products: readonly Product[]): string | null {
  for (const { name, version } of products) {
    const language = languageOf(name)
    const [, number] = /^v?(\d+(?:\.\d+)?)/.exec(version ?? '') ?? []
    if (language !== undefined && number !== undefined) return `${language} ${shorten(language, number)}`
  }
  return null
}

/** What decides whether a program runs: of Node and Java the major version, of the others the minor one, too. */
function shorten(language: string, number: string): string {
  return ['node', 'java', 'bun', 'deno'].includes(language) ? number.replace(/\..*$/, '') : number
}

function languageOf(name: string): string | undefined {
  return Object.hasOwn(languages, name.toLowerCase()) ? languages[name.toLowerCase()] : undefined
}

function versionOf(text: string | null | undefined): string | null {
  const [version] = /^v?\d[\w.+-]*/.exec(text ?? '') ?? []
  return version?.replace(/^v/, '').slice(0, longestVersion) ?? null
}
