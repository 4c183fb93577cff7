// Looks for secrets in anything that a server has left behind, in the forms in which bytes travel.

import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { secretOf } from '../../packages/server/testing/forge-token.ts'

/** A secret under a name that may be printed. No message of a test may hold the secret itself. */
export interface Secret {
  readonly name: string
  readonly forms: Readonly<Record<string, Buffer>>
}

/** A text that must not be found, as text or otherwise. */
export function secretText(name: string, text: string): Secret {
  const bytes = Buffer.from(text)
  return {
    name,
    forms: {
      'as it is': bytes,
      'as UTF-16': Buffer.from(text, 'utf16le'),
      'in hexadecimal': Buffer.from(bytes.toString('hex')),
      'in percent-encoding': Buffer.from([...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')),
      ...base64Forms(bytes),
    },
  }
}

/** Bytes that must not be found, such as those behind a pepper's text. */
export function secretBytes(name: string, bytes: Buffer): Secret {
  return {
    name,
    forms: { 'as bytes': bytes, 'in hexadecimal': Buffer.from(bytes.toString('hex')), ...base64Forms(bytes) },
  }
}

/** Everything by which one could use a token: the whole, the secret part alone, and W&B's credentials made of it. */
export function secretsOfToken(name: string, token: string): readonly Secret[] {
  const legacy = /^(?:local-)?([0-9a-f]{20})([0-9a-f]{20})$/.exec(token)
  return [
    secretText(`${name}, whole`, token),
    secretText(`${name}, its secret part`, legacy?.[2] ?? secretOf(token)),
    secretText(`${name}, as Basic credentials`, Buffer.from(`api:${token}`).toString('base64')),
  ]
}

/** Base64 says the same bytes in three ways, by where they begin; the ends, which depend on neighbours, are left out. */
function base64Forms(bytes: Buffer): Record<string, Buffer> {
  const forms: Record<string, Buffer> = {}
  for (const offset of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
    for (const encoding of ['base64', 'base64url'] as const) {
      const text = padded.toString(encoding).replace(/=+$/, '')
      forms[`in ${encoding}, offset ${offset}`] = Buffer.from(text.slice(offset === 0 ? 0 : 4, -2))
    }
  }
  return forms
}

/** Which secrets are in there, and in which form. */
export function findSecrets(secrets: readonly Secret[], place: string, content: Uint8Array): string[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  return secrets.flatMap(({ name, forms }) =>
    Object.entries(forms)
      .filter(([, form]) => bytes.includes(form))
      .map(([form]) => `${place} holds ${name}, ${form}`),
  )
}

/** Every answer, header for header and byte for byte. */
export function findInExchanges(
  secrets: readonly Secret[],
  exchanges: readonly { readonly label: string; readonly headers: string; readonly body: string }[],
): string[] {
  return exchanges.flatMap(({ label, headers, body }) =>
    findSecrets(secrets, label, Buffer.from(`${headers}\n${body}`)),
  )
}

/** Every file below a folder, byte for byte: what a database has freed but not wiped is there, too. */
export async function findInFiles(
  secrets: readonly Secret[],
  folder: string,
): Promise<{ readonly files: readonly string[]; readonly found: readonly string[] }> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const paths = entries.filter((entry) => entry.isFile()).map(({ name, parentPath }) => join(parentPath, name))
  const files = paths.map((path) => relative(folder, path)).sort()
  const found: string[] = []
  for (const file of files) found.push(...findSecrets(secrets, file, await readFile(join(folder, file))))
  return { files, found }
}
