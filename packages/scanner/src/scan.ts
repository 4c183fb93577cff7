import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Allowances, ignoreFileName, isAllowed, readAllowances } from './allow/allowances.ts'
import type { Finding } from './content/finding.ts'
import { type Content, type ContentRules, scanContent } from './content/scan-content.ts'
import { windowSize } from './content/windows.ts'
import { loadVendorRules } from './finders/find-vendor-secrets.ts'
import { files } from './sources/files.ts'
import { type Base, findBase } from './sources/find-base.ts'
import { history } from './sources/history.ts'
import { askGit, GitFailure } from './sources/run-git.ts'
import type { Skipped } from './sources/skipped.ts'
import { stagedFiles } from './sources/staged.ts'

export type ScanTarget = 'files' | 'staged' | 'history'

export type ScanRequest = {
  /** What to look at: files as they lie there, what the next commit would bring, or all that was ever committed. */
  readonly target: ScanTarget
  /** A file or directory; for `staged` and `history`, any in the repository. */
  readonly path: string
  /** Other vendors' secrets, too. Without them it takes a fraction of the time. */
  readonly vendors: boolean
  /** Called while it goes on, after each content. */
  readonly onProgress?: (progress: ScanProgress) => void
}

export type ScanProgress = { readonly contents: number; readonly bytes: number; readonly findings: number }

export type ScanReport = ScanProgress & {
  /** In the order of the contents. */
  readonly list: readonly Finding[]
  /** How many more there are that an `allow` comment or the ignore file excuses. */
  readonly allowed: number
  readonly skipped: readonly Skipped[]
  /** A clone that does not hold all of the history: what is not there was not looked at. */
  readonly isShallow: boolean
}

/** What was asked for needs a git repository, and this is none. */
export class NoRepository extends Error {
  override readonly name = 'NoRepository'
}

/** Looks for secrets. Throws {@link NoRepository}, a file system's error for a path that is not there, or a `GitFailure`. */
export async function scan({ target, path, vendors, onProgress }: ScanRequest): Promise<ScanReport> {
  const base = await findBase(path)
  if (target !== 'files' && !base.isRepository) throw new NoRepository('this is not a git repository')
  const allowances = await findAllowances(base, target)
  const findVendorSecrets = vendors ? await loadVendorRules() : undefined
  const rules: ContentRules = { buffer: Buffer.allocUnsafeSlow(windowSize), findVendorSecrets }
  const list: Finding[] = []
  const skipped: Skipped[] = []
  let [contents, bytes, allowed] = [0, 0, 0]
  for await (const content of contentsOf(base, target, (one) => skipped.push(one))) {
    const report = await scanContent(content, rules)
    const kept = report.findings.filter((finding) => !isAllowed(finding, allowances))
    for (const finding of kept) list.push(finding)
    contents += 1
    bytes += report.bytes
    allowed += report.allowed + report.findings.length - kept.length
    if (report.tooLargeForVendors && content.path !== null)
      skipped.push({ path: content.path, why: 'too large for vendor rules' })
    onProgress?.({ contents, bytes, findings: list.length })
  }
  const isShallow = target === 'history' && (await isShallowClone(base))
  return { list, contents, bytes, findings: list.length, allowed, skipped, isShallow }
}

function contentsOf(base: Base, target: ScanTarget, skip: (skipped: Skipped) => void): AsyncIterable<Content> {
  if (target === 'files') return files(base, skip)
  return target === 'staged' ? stagedFiles(base.directory) : history(base.directory)
}

/** For what is staged, the ignore file that is staged: what a commit brings must pass wherever it is looked at again. */
async function findAllowances({ directory }: Base, target: ScanTarget): Promise<Allowances> {
  try {
    const staged = target === 'staged'
    return readAllowances(
      staged
        ? await askGit(directory, 'cat-file', 'blob', `:${ignoreFileName}`)
        : readFileSync(join(directory, ignoreFileName), 'utf8'),
    )
  } catch (error) {
    if (error instanceof GitFailure || (error as NodeJS.ErrnoException).code === 'ENOENT') return readAllowances('')
    throw error
  }
}

async function isShallowClone({ directory }: Base): Promise<boolean> {
  return (await askGit(directory, 'rev-parse', '--is-shallow-repository')).trim() === 'true'
}
