import { crc32, deflateSync } from 'node:zlib'
import type { BrowserContext } from 'playwright-core'

const mostColors = 256

/**
 * The same picture with at most 256 colours, a third as large. A page has few colours and many shades between them, at
 * the edges of its letters: the rarest are drawn in what is nearest. The browser decodes, so that no package has to.
 */
export async function toSmallPng(context: BrowserContext, png: Buffer): Promise<Buffer> {
  const page = await context.newPage()
  const { width, height, pixels } = await page.evaluate(async (base64) => {
    const picture = await createImageBitmap(new Blob([Uint8Array.fromBase64(base64)]))
    const { width, height } = picture
    const drawing = new OffscreenCanvas(width, height).getContext('2d')
    drawing?.drawImage(picture, 0, 0)
    const { data = new Uint8ClampedArray() } = drawing?.getImageData(0, 0, width, height) ?? {}
    return { width, height, pixels: new Uint8Array(data.buffer).toBase64() }
  }, png.toString('base64'))
  await page.close()
  const colors = readColors(Buffer.from(pixels, 'base64'))
  const { palette, placeOf } = choosePalette(colors)

  // Each row begins with how it is filtered: not at all, which suits flat colours best.
  const rows = Buffer.alloc((width + 1) * height)
  for (const [place, color] of colors.entries()) {
    rows[place + Math.floor(place / width) + 1] = placeOf.get(color) ?? 0
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3], 8) // 8 bits a pixel, which are a place in the palette: https://www.w3.org/TR/png-3/#11IHDR
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const lines = [chunk('IHDR', header), chunk('PLTE', toBytes(palette)), chunk('IDAT', deflateSync(rows, { level: 9 }))]
  return Buffer.concat([signature, ...lines, chunk('IEND', Buffer.alloc(0))])
}

/** Each pixel as one number; what is see-through does not occur. */
function readColors(rgba: Buffer): number[] {
  return Array.from({ length: rgba.length / 4 }, (_, place) => rgba.readUIntBE(place * 4, 3))
}

function choosePalette(colors: readonly number[]): { palette: number[]; placeOf: Map<number, number> } {
  const uses = new Map<number, number>()
  for (const color of colors) uses.set(color, (uses.get(color) ?? 0) + 1)
  const palette = [...uses]
    .sort(([, one], [, other]) => other - one)
    .slice(0, mostColors)
    .map(([color]) => color)
  const placeOf = new Map([...uses.keys()].map((color) => [color, findNearest(palette, color)]))
  return { palette, placeOf }
}

function findNearest(palette: readonly number[], color: number): number {
  const distances = palette.map((each) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((each >> shift) & 255) - ((color >> shift) & 255)) ** 2, 0),
  )
  return distances.indexOf(Math.min(...distances))
}

const toBytes = (palette: readonly number[]): Buffer =>
  Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]))

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)])
}
