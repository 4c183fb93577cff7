import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'

/** What the figures are measured on, and how busy it is before: without it they mean nothing. */
export function describeMachine(): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const cores = `${availableParallelism()} cores`
  const load = `load ${loadavg()[0]?.toFixed(1)} before the run`
  return `${cpus()[0]?.model ?? 'unknown CPU'}, ${cores}, ${memory}, ${load}; ${systemName()}; Node ${process.version}`
}

function systemName(): string {
  try {
    const [, name] = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? []
    if (name !== undefined) return `${name}, Linux ${release()}`
  } catch {
    // Not Linux, or one without the file.
  }
  return `${platform()} ${release()}`
}
