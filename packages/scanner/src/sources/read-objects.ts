import type { Content } from '../content/scan-content.ts'
import { startGit } from './run-git.ts'

export type GitObject = { readonly id: string; readonly path: string | null; readonly commit: string | null }

/** The contents of git objects, streamed by one `git cat-file --batch`. */
export async function* readObjects(
  directory: string,
  objects: AsyncIterable<GitObject> | Iterable<GitObject>,
): AsyncGenerator<Content> {
  const git = startGit(directory, ['cat-file', '--batch', '--buffer'])
  const asked: GitObject[] = []
  const asking = ask(objects, asked, git.process.stdin)
  // Noted here, or a failure while nobody waits for it would end the program.
  asking.catch(() => git.process.kill())
  const reader = new StreamReader(git.process.stdout)
  try {
    for (;;) {
      const header = await reader.line()
      if (header === undefined) break
      const object = asked.shift()
      const [, type, size] = header.split(' ')
      if (object === undefined || type === undefined) throw new Error('git has answered what was not asked')
      if (type === 'missing' || size === undefined) continue
      const body = reader.body(Number(size))
      yield { path: object.path, commit: object.commit, fill: body.fill }
      await body.skip()
    }
    await asking
    await git.ended()
  } finally {
    git.process.kill()
  }
}

async function ask(
  objects: AsyncIterable<GitObject> | Iterable<GitObject>,
  asked: GitObject[],
  input: NodeJS.WritableStream,
) {
  for await (const object of objects) {
    asked.push(object)
    if (!input.write(`${object.id}\n`)) await new Promise((resolve) => input.once('drain', resolve))
  }
  input.end()
}

const lineFeed = 0x0a

class StreamReader {
  readonly #chunks: AsyncIterator<Buffer>
  #chunk: Buffer = Buffer.alloc(0)

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]()
  }

  async line(): Promise<string | undefined> {
    let text = ''
    for (;;) {
      const end = this.#chunk.indexOf(lineFeed)
      if (end !== -1) {
        text += this.#chunk.toString('latin1', 0, end)
        this.#chunk = this.#chunk.subarray(end + 1)
        return text
      }
      text += this.#chunk.toString('latin1')
      if (!(await this.#next())) return
    }
  }

  /** The next `size` bytes, and the line feed after them. */
  body(size: number) {
    let left = size
    const take = async (most: number): Promise<Buffer | undefined> => {
      if (this.#chunk.length === 0 && !(await this.#next())) return
      const taken = this.#chunk.subarray(0, most)
      this.#chunk = this.#chunk.subarray(taken.length)
      return taken
    }
    const fill = async (target: Buffer) => {
      let filled = 0
      while (filled < target.length && left > 0) {
        const taken = await take(Math.min(left, target.length - filled))
        if (taken === undefined) break
        taken.copy(target, filled)
        filled += taken.length
        left -= taken.length
      }
      return filled
    }
    const skip = async () => {
      for (left += 1; left > 0; ) {
        const taken = await take(left)
        if (taken === undefined) return
        left -= taken.length
      }
    }
    return { fill, skip }
  }

  async #next(): Promise<boolean> {
    const { value, done } = await this.#chunks.next()
    this.#chunk = done ? Buffer.alloc(0) : value
    return !done
  }
}
