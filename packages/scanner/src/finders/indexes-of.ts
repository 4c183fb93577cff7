/** Where a text stands in some bytes, one place after the other. */
export function* indexesOf(bytes: Buffer, needle: string): Generator<number> {
  for (let at = bytes.indexOf(needle, 0, 'latin1'); at !== -1; at = bytes.indexOf(needle, at + 1, 'latin1')) yield at
}
