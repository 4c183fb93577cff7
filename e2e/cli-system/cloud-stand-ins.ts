// Google Secret Manager and Azure Key Vault as their documents describe them, as far as the CLI calls them: neither has an
// emulator that could be had. The official SDKs speak to these.

import { once } from 'node:events'
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { makeCertificate } from '../support/certificate.ts'
import type { RunningStore } from './start-stores.ts'

type Answer = { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
type Handler = (request: IncomingMessage, path: string, body: Record<string, never>) => Answer

/** https://cloud.google.com/secret-manager/docs/reference/rest */
export async function startGoogleStandIn(): Promise<RunningStore> {
  const secrets = new Map<string, string[]>()
  const server = createHttpServer(
    answerWith((request, path, body: { payload?: { data: string } }) => {
      const [, , , project, , name = '', ...rest] = path.split('/')
      const [secret = '', verb = rest.at(-1)?.split(':')[1]] = name.split(':')
      const versions = secrets.get(`${project}/${secret}`)
      const resource = { name: `projects/${project}/secrets/${secret}` }
      if (request.method === 'POST' && secret === '') {
        const id = new URL(request.url ?? '', 'http://localhost').searchParams.get('secretId')
        secrets.set(`${project}/${id}`, [])
        return { status: 200, body: { name: `projects/${project}/secrets/${id}` } }
      }
      if (request.method === 'GET' && secret === '') {
        const names = [...secrets.keys()].map((key) => ({ name: `projects/${key.replace('/', '/secrets/')}` }))
        return { status: 200, body: { secrets: names } }
      }
      if (versions === undefined) {
        return { status: 404, body: { error: { code: 404, status: 'NOT_FOUND', message: 'Secret not found' } } }
      }
      if (verb === 'addVersion') {
        versions.push(body.payload?.data ?? '')
        return { status: 200, body: { name: `${resource.name}/versions/${versions.length}`, state: 'ENABLED' } }
      }
      if (verb === 'access') {
        return { status: 200, body: { name: `${resource.name}/versions/1`, payload: { data: versions.at(-1) } } }
      }
      secrets.delete(`${project}/${secret}`)
      return { status: 200, body: {} }
    }),
  )
  const port = await listen(server)
  return { environment: { SECRET_MANAGER_EMULATOR_HOST: `127.0.0.1:${port}` }, stop: () => close(server) }
}

/** https://learn.microsoft.com/rest/api/keyvault/secrets, and the managed identity of an App Service for its credentials. */
export async function startAzureStandIn(): Promise<RunningStore & { readonly vault: string }> {
  const certificate = await makeCertificate()
  const secrets = new Map<string, string>()
  const server = createHttpsServer({ cert: certificate.certificate, key: certificate.key }, vaultApi())
  const port = await listen(server)
  const vault = `localhost:${port}`
  const identity = createHttpServer(
    answerWith((request) =>
      request.headers['x-identity-header'] === 'header-of-the-test'
        ? { status: 200, body: identityToken() }
        : { status: 401, body: {} },
    ),
  )
  const identityPort = await listen(identity)

  function vaultApi() {
    return answerWith((request, path, body: { value?: string }) => {
      if (request.headers.authorization !== 'Bearer token-of-the-identity') {
        const challenge =
          'Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net"'
        return { status: 401, body: {}, headers: { 'www-authenticate': challenge } }
      }
      const [, , name = ''] = path.split('/')
      const id = `https://localhost/secrets/${name}/1`
      if (name === '') {
        return {
          status: 200,
          body: { value: [...secrets.keys()].map((key) => ({ id: `https://localhost/secrets/${key}` })) },
        }
      }
      if (request.method === 'PUT') secrets.set(name, body.value ?? '')
      const value = secrets.get(name)
      if (value === undefined) return { status: 404, body: { error: { code: 'SecretNotFound', message: 'not found' } } }
      if (request.method === 'DELETE') secrets.delete(name)
      return { status: 200, body: { value, id, attributes: { enabled: true } } }
    })
  }
  const environment = {
    NODE_EXTRA_CA_CERTS: certificate.file,
    IDENTITY_ENDPOINT: `http://127.0.0.1:${identityPort}/msi/token`,
    IDENTITY_HEADER: 'header-of-the-test',
  }
  const stop = async () => {
    await Promise.all([close(server), close(identity), certificate.remove()])
  }
  return { environment, vault, stop }
}

const identityToken = () => ({
  access_token: 'token-of-the-identity',
  expires_on: String(Math.floor(Date.now() / 1000) + 3_600),
  resource: 'https://vault.azure.net',
  token_type: 'Bearer',
})

function answerWith(handle: Handler): RequestListener {
  return async (request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    const { pathname } = new URL(request.url ?? '', 'http://localhost')
    const { status, body = {}, headers } = handle(request, pathname, text === '' ? {} : JSON.parse(text))
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function close(server: Server): Promise<void> {
  server.close()
  await once(server, 'close')
}
