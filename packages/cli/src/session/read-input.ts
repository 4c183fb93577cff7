const longestInput = 4_096

/** What comes by standard input, without the line break that `echo` ends it with. */
export async function readInput(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk
    if (text.length > longestInput) break
  }
  return text.replace(/\r?\n$/, '')
}
