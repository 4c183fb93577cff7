import { fillFrom } from './content/fill.ts'
import type { Finding } from './content/finding.ts'
import { scanContent } from './content/scan-content.ts'

/** Finds keys of Keystead and W&B in what lies in memory already. */
export async function scanBytes(bytes: Buffer, path: string): Promise<readonly Finding[]> {
  const content = { path, commit: null, fill: fillFrom(bytes) }
  const rules = { buffer: Buffer.allocUnsafe(bytes.length + 1), findVendorSecrets: undefined }
  return (await scanContent(content, rules)).findings
}
