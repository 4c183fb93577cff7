/** One line on the terminal that says what is being measured, until the table is there. Nothing where nobody watches. */
export function noteProgress(text = ''): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`)
}
