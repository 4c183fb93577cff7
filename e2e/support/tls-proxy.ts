// The recording proxy behind TLS, for clients that speak nothing but https. It stands for the reverse proxy that an
// operator puts in front of Keystead.

import { createServer } from 'node:https'
import { makeCertificate } from './certificate.ts'
import { forward, listen, type RecordedRequest, type RecordingProxy } from './recording-proxy.ts'

export interface TlsProxy extends RecordingProxy {
  /** PEM file of the certificate that clients must trust, by `NODE_EXTRA_CA_CERTS` for instance. */
  readonly certificateFile: string
}

export async function startTlsProxy(targetUrl: string): Promise<TlsProxy> {
  const certificate = await makeCertificate()
  const requests: RecordedRequest[] = []
  const server = createServer(
    { cert: certificate.certificate, key: certificate.key },
    forward(targetUrl, requests, { 'x-forwarded-proto': 'https' }),
  )
  const proxy = await listen(server, 'https', requests)
  const stop = async () => {
    await proxy.stop()
    await certificate.remove()
  }
  return { ...proxy, certificateFile: certificate.file, stop }
}
