import { Transform } from 'node:stream'

const mask = Buffer.from('********')

/** Passes bytes on, each occurrence of the secret masked, also where it comes in pieces. */
export function maskStream(secret: string): Transform {
  const needle = Buffer.from(secret)
  let held = Buffer.alloc(0)
  return new Transform({
    transform(chunk: Buffer, _, done) {
      let rest = Buffer.concat([held, chunk])
      for (let at = rest.indexOf(needle); at !== -1; at = rest.indexOf(needle)) {
        this.push(rest.subarray(0, at))
        this.push(mask)
        rest = rest.subarray(at + needle.length)
      }
      const begun = lengthOfBeginning(rest, needle)
      held = rest.subarray(rest.length - begun)
      done(null, rest.subarray(0, rest.length - begun))
    },
    flush(done) {
      done(null, held)
    },
  })
}

/** How many of the last bytes could be the beginning of the needle: they wait for what comes next. */
function lengthOfBeginning(text: Buffer, needle: Buffer): number {
  for (let length = Math.min(text.length, needle.length - 1); length > 0; length--) {
    if (text.subarray(text.length - length).equals(needle.subarray(0, length))) return length
  }
  return 0
}
