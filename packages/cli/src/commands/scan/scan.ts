import {
  GitFailure,
  NoRepository,
  publicFinding,
  type ScanReport,
  type ScanTarget,
  scan,
  writeSarif,
} from '@keystead/scanner'
import type { Context } from '../../context.ts'
import { exitCodes } from '../../exit-codes.ts'
import { Failure } from '../../failure.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { openProgress } from '../../terminal/progress.ts'
import { version } from '../../version.ts'
import { answer } from '../answer.ts'
import { type Checked, checkFindings } from './check-findings.ts'
import { liveOnes, offerToRevoke } from './offer-to-revoke.ts'
import { renderFindings } from './render-findings.ts'

export type ScanOptions = {
  readonly staged?: boolean
  readonly history?: boolean
  readonly sarif?: boolean
  readonly check?: boolean
  readonly vendors: boolean
  readonly installHook?: boolean
}

/** Finds keys, says where, and ends with `found` if there are any. */
export async function scanPlace(context: Context, path: string | undefined, options: ScanOptions): Promise<number> {
  if (options.installHook) return (await import('./install-hook.ts')).installScanHook(context, path ?? '.')
  const { terminal, phrases } = context
  const report = await explainFailures(runScan(context, path ?? '.', targetOf(path, options), options.vendors))
  const checked: readonly Checked[] = options.check
    ? await checkFindings(context, report.list)
    : report.list.map((finding) => ({ finding, life: 'unknown' }))

  if (options.sarif) terminal.print(JSON.stringify(writeSarif(report.list, version), null, 2))
  else if (context.json || checked.length > 0) {
    const { contents, bytes, allowed, skipped, isShallow } = report
    const findings = checked.map(({ finding, life }) => ({ ...publicFinding(finding), life }))
    answer(context, { findings, contents, bytes, allowed, skipped, isShallow }, () =>
      renderFindings(context, checked, options.check === true),
    )
  }
  if (!context.json) sayHowItWent(context, report)
  if (checked.length === 0) return exitCodes.done
  if (context.json || options.sarif) return exitCodes.found
  if (!options.check) terminal.say(phrases.scan.next)
  else if (terminal.isInteractive) await offerToRevoke(context, checked)
  else sayWhatToRun(context, checked)
  return exitCodes.found
}

/** Where nobody can be asked: what they would run. */
function sayWhatToRun({ terminal, phrases: { scan } }: Context, checked: readonly Checked[]): void {
  const live = liveOnes(checked)
  const seen = live.flatMap(({ key }) => (key === undefined ? [] : [key.id]))
  for (const id of seen) terminal.say(scan.runFor(id))
  if (seen.length < live.length) terminal.say(scan.runForOthers(String(live.length - seen.length)))
}

function targetOf(path: string | undefined, { staged, history }: ScanOptions): ScanTarget {
  if (staged && history) throw new Failure('usage', ({ scan }) => scan.oneTarget)
  if (!staged && !history) return 'files'
  if (path !== undefined) throw new Failure('usage', ({ scan }) => scan.oneTarget)
  return staged ? 'staged' : 'history'
}

async function runScan({ terminal, phrases }: Context, path: string, target: ScanTarget, vendors: boolean) {
  const numbers = new Intl.NumberFormat(terminal.language)
  const progress = openProgress(terminal)
  try {
    return await scan({
      ...{ path, target, vendors },
      onProgress: ({ contents, bytes, findings }) =>
        progress.show(() =>
          phrases.scan.progress(
            numbers.format(contents),
            numbers.format(Math.round(bytes / 1e6)),
            numbers.format(findings),
          ),
        ),
    })
  } finally {
    progress.clear()
  }
}

async function explainFailures<Value>(scanned: Promise<Value>): Promise<Value> {
  try {
    return await scanned
  } catch (error) {
    if (error instanceof NoRepository) throw new Failure('badInput', ({ scan }) => scan.noRepository)
    if (error instanceof GitFailure)
      throw new Failure('badInput', ({ scan }) => scan.gitFailed(cleanText(error.message)))
    throw error
  }
}

function sayHowItWent({ terminal, phrases: { scan } }: Context, report: ScanReport): void {
  const numbers = new Intl.NumberFormat(terminal.language)
  const contents = numbers.format(report.contents)
  const count = report.list.length
  terminal.say(count === 0 ? scan.none(contents) : scan.found(numbers.format(count), contents))
  if (report.allowed > 0) terminal.say(scan.allowed(numbers.format(report.allowed)))
  const [first] = report.skipped
  if (first !== undefined) terminal.say(scan.skipped(numbers.format(report.skipped.length), cleanText(first.path)))
  if (report.isShallow) terminal.say(scan.shallow)
}
