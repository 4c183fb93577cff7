// The polynomial of zlib's CRC-32 (ISO-HDLC), its bits in reverse.
const polynomial = 0xedb88320

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? polynomial : 0)
  return value
})

/**
 * The CRC-32 of the first `end` characters of an ASCII text, as `node:zlib` computes it. Written out because of what each
 * verification would pay to carry its token over into C++.
 */
export function crc32(text: string, end: number): number {
  let value = 0xffffffff
  for (let at = 0; at < end; at += 1) value = (value >>> 8) ^ (table[(value ^ text.charCodeAt(at)) & 0xff] as number)
  return (value ^ 0xffffffff) >>> 0
}
