import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Certificate {
  readonly certificate: Buffer
  readonly key: Buffer
  /** PEM file of the certificate that clients must trust, by `NODE_EXTRA_CA_CERTS` for instance. */
  readonly file: string
  remove(): Promise<void>
}

/** For `localhost` and 127.0.0.1. Node can use a certificate but not make one, and a private key in git would be a leak. */
export async function makeCertificate(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'keystead-tls-'))
  const file = join(folder, 'certificate.pem')
  const keyFile = join(folder, 'key.pem')
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  await promisify(execFile)('openssl', ['req', '-x509', ...key, ...subject, '-days', '2', '-out', file])
  return {
    certificate: await readFile(file),
    key: await readFile(keyFile),
    file,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
