import { noAnswer } from './read-failure.ts'

/** The lines of an answer. Fails with `NO_ANSWER` where it breaks off. */
export async function* readLines(response: Response, signal: AbortSignal, url: string): AsyncGenerator<string> {
  if (response.body === null) return
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read().catch((thrown: unknown) => {
      signal.throwIfAborted()
      throw noAnswer(url, thrown)
    })
    const lines = (rest + decoder.decode(value, { stream: !done })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    if (done) break
  }
  // Every line ends with a line feed: what has none was cut off.
  if (rest !== '') throw noAnswer(url)
}
