// Turns what a client printed, wrote and asked for into the few words of the table.

import type { RecordedRequest } from '../support/recording-proxy.ts'
import type { ProgramRun } from '../support/run-program.ts'
import type { Stage } from './scenario.ts'

export function exitWord(run: ProgramRun): string {
  if (run.timedOut) return 'timed out'
  return run.exitCode === null ? 'killed' : `exit ${run.exitCode}`
}

/** Who the client says is logged in, and that it names the right server. */
export function loginWord(run: ProgramRun, stage: Stage): string {
  const login = /Currently logged in as: (\S+)(?: \(.*\))? to (\S+?)\.? /.exec(run.stderr)
  if (login === null) return 'no login line'
  return login[2] === stage.proxy.url ? `logged in as ${login[1]}` : 'logged in elsewhere'
}

/** Which machine the token is kept under, without the port that differs from run to run. */
export async function netrcWord(stage: Stage, token: string): Promise<string> {
  const netrc = await stage.home.readNetrc()
  if (netrc === undefined) return 'no netrc'
  const entry = /machine (\S+)\s+login user\s+password (\S+)/.exec(netrc)
  if (entry?.[2] !== token) return 'netrc without the token'
  if (entry[1] === stage.proxy.host) return 'netrc host:port'
  return entry[1] === stage.proxy.host.split(':')[0] ? 'netrc host' : 'netrc of another host'
}

/** The requests in their order, such as `Viewer ×2 + UpsertBucket → errors`. */
export function requestsWord(requests: readonly RecordedRequest[]): string {
  const labels = requests.map(labelRequest)
  const groups: { label: string; times: number }[] = []
  for (const label of labels) {
    const last = groups.at(-1)
    if (last?.label === label) last.times += 1
    else groups.push({ label, times: 1 })
  }
  return groups.map(({ label, times }) => (times === 1 ? label : `${label} ×${times}`)).join(' + ') || 'no request'
}

function labelRequest(request: RecordedRequest): string {
  const name = request.operation ?? `${request.method} ${request.path}`
  if (request.status >= 400) return `${name} → ${request.status}`
  if (request.hasErrors) return `${name} → errors`
  return request.isEmpty ? `${name} → nothing` : name
}

/** What a script printed, one word a line. */
export function saidBy(run: ProgramRun): string[] {
  return run.stdout.trim().split('\n')
}

export function printedBy(...runs: readonly ProgramRun[]): string {
  return runs.map((run) => `${run.stdout}\n${run.stderr}`).join('\n')
}
