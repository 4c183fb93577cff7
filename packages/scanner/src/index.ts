// What the command line takes of the scanner. What is not here is an internal of it.

export { ignoreFileName } from './allow/allowances.ts'
export type { Finding, Place } from './content/finding.ts'
export { allowComment } from './content/scan-content.ts'
export type { Rule } from './finders/match.ts'
export { type InstalledHook, installHook } from './hook/install-hook.ts'
export { type PublicFinding, publicFinding } from './report/public-finding.ts'
export { writeSarif } from './report/write-sarif.ts'
export { NoRepository, type ScanProgress, type ScanReport, type ScanRequest, type ScanTarget, scan } from './scan.ts'
export { scanBytes } from './scan-bytes.ts'
export { askGit, GitFailure } from './sources/run-git.ts'
export type { Skipped } from './sources/skipped.ts'
