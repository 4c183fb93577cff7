import { fillFrom } from '../src/content/fill.ts'
import { scanContent } from '../src/content/scan-content.ts'
import type { FindVendorSecrets } from '../src/finders/find-vendor-secrets.ts'

type Circumstances = {
  readonly path?: string
  readonly findVendorSecrets?: FindVendorSecrets
  /** Of a window: small, so that a test need not write megabytes. */
  readonly size?: number
}

/** Scans what lies in memory, as a file of that name. */
export function scanBytes(
  content: string | Buffer,
  { path = 'file.txt', size = 1 << 16, ...rules }: Circumstances = {},
) {
  const fill = fillFrom(typeof content === 'string' ? Buffer.from(content) : content)
  const { findVendorSecrets } = rules
  return scanContent({ path, commit: null, fill }, { buffer: Buffer.alloc(size), findVendorSecrets })
}

/** What was found: each secret as it is, for a test alone. */
export async function secretsIn(content: string | Buffer, circumstances?: Circumstances): Promise<string[]> {
  return (await scanBytes(content, circumstances)).findings.map(({ token }) => token.reveal())
}
