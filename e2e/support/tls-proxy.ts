// The recording proxy behind TLS, for clients that speak nothing but https. It stands for the reverse proxy that an
// operator puts in front of Keystead.

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { forward, listen, type RecordedRequest, type RecordingProxy } from './recording-proxy.ts'

export interface TlsProxy extends RecordingProxy {
  /** PEM file of the certificate that clients must trust, by `NODE_EXTRA_CA_CERTS` for instance. */
  readonly certificateFile: string
}

export async function startTlsProxy(targetUrl: string): Promise<TlsProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'keystead-tls-'))
  const certificateFile = join(folder, 'certificate.pem')
  const keyFile = join(folder, 'key.pem')
  await makeCertificate(certificateFile, keyFile)

  const requests: RecordedRequest[] = []
  const server = createServer(
    { cert: await readFile(certificateFile), key: await readFile(keyFile) },
    forward(targetUrl, requests, { 'x-forwarded-proto': 'https' }),
  )
  const proxy = await listen(server, 'https', requests)
  const stop = async () => {
    await proxy.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...proxy, certificateFile, stop }
}

// Node can use a certificate but not make one, and a private key in git would be a leak to every scanner.
async function makeCertificate(certificateFile: string, keyFile: string): Promise<void> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  await promisify(execFile)('openssl', ['req', '-x509', ...key, ...subject, '-days', '2', '-out', certificateFile])
}
