import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { copyPackages } from '@keystead/scanner/testing/corpus.ts'
import type { Plan } from '../plan.ts'
import { comparedRow, type Group, roundsRow } from '../report/row.ts'
import { takeTurns } from '../take-turns.ts'

const manyFiles = 12_000
// What other vendors' rules do with twelve thousand takes half a minute, each time.
const someFiles = 2_000

const run = promisify(execFile)

/** A scan of a repository of real packages, beside what only looks for one fixed text, and beside secretlint alone. */
export async function measureScan({ rounds, quick }: Plan): Promise<Group[]> {
  const large = makeCorpus(quick ? 200 : manyFiles)
  const small = makeCorpus(quick ? 50 : someFiles)
  try {
    const program = (name: string, ...words: string[]) => [process.execPath, join(import.meta.dirname, name), ...words]
    const own = await race(rounds, [
      { name: 'git grep -F _v1_', words: ['git', '-C', large, 'grep', '-F', '--quiet', 'no_v1_is_here'] },
      { name: 'keystead scan --no-vendors', words: program('scan-program.ts', large, 'own') },
    ])
    const all = await race(rounds, [
      { name: 'secretlint, its core and its preset alone', words: program('secretlint-program.ts', small) },
      { name: 'keystead scan', words: program('scan-program.ts', small, 'vendors') },
    ])
    return [
      { title: `A scan of ${quick ? 200 : manyFiles} files, whole processes; the ratio is to git grep`, rows: own },
      {
        title: `A scan with other vendors’ rules, ${quick ? 50 : someFiles} files; the ratio is to secretlint`,
        rows: all,
      },
    ]
  } finally {
    for (const corpus of [large, small]) rmSync(corpus, { recursive: true })
  }
}

function makeCorpus(count: number): string {
  const corpus = mkdtempSync(join(tmpdir(), 'keystead-bench-scan-'))
  copyPackages(corpus, count)
  const git = (...words: string[]) => execFileSync('git', words, { cwd: corpus, stdio: 'ignore' })
  git('init', '--quiet')
  git('add', '--all', '--force')
  return corpus
}

type Contender = { readonly name: string; readonly words: readonly string[] }

async function race(rounds: number, contenders: readonly [Contender, Contender]) {
  const taken = await takeTurns(contenders, rounds, async ({ words: [command = '', ...rest] }) => {
    const begun = performance.now()
    // What finds nothing may say so by its exit code.
    await run(command, rest).catch((error: { code?: unknown }) => {
      if (error.code !== 1) throw error
    })
    return performance.now() - begun
  })
  const [baseline, ours] = contenders
  const values = (contender: Contender) => taken.get(contender) ?? []
  return [
    roundsRow({ name: baseline.name, unit: 'ms', values: values(baseline) }, 0),
    comparedRow({ name: ours.name, unit: 'ms', values: values(ours), baseline: values(baseline) }, 0),
  ]
}
