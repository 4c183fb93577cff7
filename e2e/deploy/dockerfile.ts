// The Dockerfile's own steps without Docker: each stage is a folder, COPY copies, RUN runs. For what this Dockerfile uses of
// the format, and no more: anything else is an error, so that a test cannot pass over what it did not do.

import { execFile } from 'node:child_process'
import { cp, mkdir, readFile } from 'node:fs/promises'
import { dirname, join, matchesGlob, relative } from 'node:path'
import { promisify } from 'node:util'

interface Instruction {
  readonly word: string
  readonly rest: string
}

export interface Stage {
  readonly name: string
  readonly from: string
  readonly instructions: readonly Instruction[]
}

/** What the last stage says of the container that is made of it. */
export interface ImageSettings {
  readonly environment: Readonly<Record<string, string>>
  readonly user: string
  readonly workingDirectory: string
  readonly port: string
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly healthcheck: readonly string[]
}

export async function readStages(dockerfile: string): Promise<Stage[]> {
  const text = (await readFile(dockerfile, 'utf8')).replaceAll(/\\\n\s*/g, '')
  const stages: { name: string; from: string; instructions: Instruction[] }[] = []
  for (const line of text.split('\n').filter((candidate) => candidate !== '' && !candidate.startsWith('#'))) {
    const [, word = '', rest = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? []
    const [, from = '', name = 'final'] = (word === 'FROM' && /^(\S+)(?: AS (\S+))?$/.exec(rest)) || []
    if (from !== '') stages.push({ name, from, instructions: [] })
    else if (word !== '') stages.at(-1)?.instructions.push({ word, rest })
    else throw new Error(`the Dockerfile has a line that this test does not know: ${line}`)
  }
  return stages
}

export function readSettings({ instructions }: Stage): ImageSettings {
  const all = (word: string) => instructions.filter((instruction) => instruction.word === word).map(({ rest }) => rest)
  const last = (word: string) => all(word).at(-1) ?? ''
  const list = (text: string) => JSON.parse(text.slice(text.indexOf('['))) as string[]
  return {
    environment: Object.fromEntries(all('ENV').flatMap((rest) => rest.split(' ').map((pair) => pair.split('=')))),
    user: last('USER'),
    workingDirectory: last('WORKDIR'),
    port: last('EXPOSE'),
    entrypoint: list(last('ENTRYPOINT')),
    command: list(last('CMD')),
    healthcheck: list(last('HEALTHCHECK')),
  }
}

/** The files of the context that .dockerignore lets in, of those that this repository has. */
export async function listContext(root: string, known: readonly string[]): Promise<string[]> {
  const lines = (await readFile(join(root, '.dockerignore'), 'utf8')).split('\n')
  const rules = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ lets: line.startsWith('!'), pattern: line.replace(/^!/, '') }))
  const isIn = (path: string) =>
    rules.reduce(
      (isLet, { lets, pattern }) => (matchesGlob(path, pattern) || matchesGlob(path, `${pattern}/**`) ? lets : isLet),
      true,
    )
  return known.filter(isIn)
}

export interface Build {
  readonly root: string
  readonly context: readonly string[]
  /** The root folder of each stage, by name. */
  readonly stages: Readonly<Record<string, string>>
  readonly environment: Readonly<Record<string, string>>
}

/** Does what a stage says, in its folder. */
export async function buildStage(build: Build, { name, instructions }: Stage): Promise<void> {
  let folder = build.stages[name] ?? ''
  for (const { word, rest } of instructions) {
    if (word === 'WORKDIR') await mkdir((folder = join(build.stages[name] ?? '', rest)), { recursive: true })
    else if (word === 'COPY') await copy(build, build.stages[name] ?? '', folder, rest)
    else if (word === 'RUN') {
      await promisify(execFile)('sh', ['-euc', rest], { cwd: folder, env: build.environment, timeout: 280_000 })
    } else if (!['ENV', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'].includes(word)) {
      throw new Error(`the Dockerfile has an instruction that this test does not know: ${word}`)
    }
  }
}

async function copy({ root, context, stages }: Build, stage: string, folder: string, rest: string): Promise<void> {
  const options = [...rest.matchAll(/--(\w+)=(\S+) /g)].map(([, option = '', value = '']) => [option, value] as const)
  const { from } = Object.fromEntries(options) as { from?: string }
  const [source = '', target = '', ...others] = rest.replaceAll(/--\w+=\S+ /g, '').split(' ')
  if (others.length > 0) throw new Error('this test knows COPY with one source only')
  const to = target.startsWith('/') ? join(stage, target) : join(folder, target)
  if (from !== undefined) {
    const at = join(stages[from] ?? '', source)
    const isInto = target.endsWith('/')
    return cp(at, isInto ? join(to, relative(dirname(at), at)) : to, { recursive: true, verbatimSymlinks: true })
  }
  if (source !== '.') throw new Error('this test knows COPY of the whole context only')
  for (const path of context) await cp(join(root, path), join(to, path))
}
