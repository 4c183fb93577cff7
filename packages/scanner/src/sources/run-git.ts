import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'

/** Git said no: not a repository, a broken one, or no git at all. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure'
}

// What a repository's own configuration would have git start, when somebody else's is scanned.
const harmless = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null']

export type GitProcess = {
  readonly process: ChildProcessWithoutNullStreams
  /** Waits for its end; throws {@link GitFailure} if it has failed. */
  readonly ended: () => Promise<void>
}

/** Starts the real git. Paths come as they are: without quotes and with NUL between them (`-z`). */
export function startGit(directory: string, words: readonly string[], configuration = harmless): GitProcess {
  const child = spawn('git', [...configuration, '-C', directory, ...words], { stdio: ['pipe', 'pipe', 'pipe'] })
  const complaint: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => complaint.length < 16 && complaint.push(chunk))
  // A git that has ended early says why by its exit code.
  child.stdin.on('error', () => {})
  const end = once(child, 'close').then(
    ([code]) => {
      if (code !== 0) return new GitFailure(Buffer.concat(complaint).toString().trim() || `git ended with ${code}`)
      return
    },
    () => new GitFailure('there is no git on this machine'),
  )
  const ended = async () => {
    const failure = await end
    if (failure !== undefined) throw failure
  }
  return { process: child, ended }
}

/** All that git prints: for short answers. */
export function askGit(directory: string, ...words: readonly string[]): Promise<string> {
  return readAll(startGit(directory, words))
}

/** The same, with the configuration as it is: where hooks lie is part of it. */
export function askGitOfPerson(directory: string, ...words: readonly string[]): Promise<string> {
  return readAll(startGit(directory, words, []))
}

async function readAll(git: GitProcess): Promise<string> {
  git.process.stdin.end()
  const chunks: Buffer[] = []
  for await (const chunk of git.process.stdout) chunks.push(chunk)
  await git.ended()
  return Buffer.concat(chunks).toString()
}

/** The pieces of what git prints with `-z`, as they come. */
export async function* splitByNul(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let start = 0
    for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, start)) {
      yield bytes.toString('utf8', start, at)
      start = at + 1
    }
    rest = Buffer.from(bytes.subarray(start))
  }
  if (rest.length > 0) yield rest.toString()
}
