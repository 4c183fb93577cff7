import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

const addresses = [
  '/',
  '/sign-in',
  '/setup',
  '/invitation',
  '/password',
  '/authorize',
  '/settings',
  '/settings/api-keys',
  '/settings/sessions',
  '/org/dashboard',
  '/account-settings/acme/api-keys',
  '/account-settings/acme/service-accounts',
  '/admin',
  '/admin/users',
  '/research/service-accounts',
  '/%E7%A0%94%E7%A9%B6/members',
  '/settings/api-keys?query=laptop&cursor=x',
]

describe('the console', () => {
  let opened: TestStore
  let folder: string
  let app: TestApp
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keystead-console-'))
    await mkdir(join(folder, 'dist', 'assets'), { recursive: true })
    await writeFile(join(folder, 'secret.txt'), 'planted-secret')
    await writeFile(join(folder, 'dist', '.env'), 'planted-secret')
    await writeFile(join(folder, 'dist', 'index.html'), '<!doctype html><title>Keystead</title>')
    await writeFile(join(folder, 'dist', 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    await writeFile(join(folder, 'dist', 'assets', 'index-4f3a.js'), 'export {}')
    await writeFile(join(folder, 'dist', 'assets', 'index-4f3a.css'), ':root {}')
    const [sqlite] = testStores
    if (sqlite === undefined) throw new Error('there is no store')
    opened = await sqlite.open()
    app = await startTestApp(opened.store, { consoleDirectory: join(folder, 'dist') })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
    await rm(folder, { recursive: true, force: true })
  })

  it.each(addresses)(
    'answers %s with its page, of which browsers ask each time whether it has changed',
    async (address) => {
      const answer = await app.call('GET', address)
      expect(answer).toMatchObject({
        status: 200,
        text: '<!doctype html><title>Keystead</title>',
        headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
      })
      expect((await app.call('HEAD', address)).status).toBe(200)
      expect(answer.headers).not.toHaveProperty('set-cookie')
    },
  )

  it('lets a page run and load what is ours and nothing else, and lets nobody frame it', async () => {
    for (const path of ['/', '/settings/api-keys', '/assets/index-4f3a.js', '/favicon.svg']) {
      const { headers } = await app.call('GET', path)
      expect(headers).toMatchObject({
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
    }
  })

  it.each([
    ['/assets/index-4f3a.js', 'application/javascript; charset=utf-8'],
    ['/assets/index-4f3a.css', 'text/css; charset=utf-8'],
  ])('answers %s, which is never another, to be kept for a year', async (path, type) => {
    expect(await app.call('GET', path)).toMatchObject({
      status: 200,
      headers: {
        'content-type': expect.stringContaining(type.split(';')[0]?.replace('application/', '') ?? ''),
        'cache-control': 'public, max-age=31536000, immutable',
      },
    })
  })

  it('answers what has no hash in its name to be asked for again', async () => {
    const answer = await app.call('GET', '/favicon.svg')
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-cache' } })
    const again = await app.call('GET', '/favicon.svg', { headers: { 'if-none-match': String(answer.headers.etag) } })
    expect(again.status).toBe(304)
  })

  it.each([
    '/assets/index-0000.js',
    '/assets/',
    '/assets',
    '/index.html',
    '/.env',
    '/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..\\..\\secret.txt',
    '//secret.txt',
    '/assets//index-4f3a.js',
    '/assets/index-4f3a.js%00',
    '/assets/INDEX-4f3a.js',
    '/nothing',
    '/research',
    '/research/elsewhere',
    '/graphql/nothing/members',
    '/settings/..%2f..%2fsecret.txt',
  ])('gives nothing that is not its own for %s', async (path) => {
    const answer = await app.call('GET', path)
    expect(answer.text).not.toContain('planted-secret')
    if (!path.startsWith('/settings/')) expect([403, 404]).toContain(answer.status)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('takes no %s', async (method) => {
    for (const address of ['/', '/sign-in', '/settings', '/assets/index-4f3a.js']) {
      expect((await app.call(method, address)).status).toBe(404)
    }
  })

  it('takes the place of no route of the doors', async () => {
    expect((await app.call('GET', '/healthz')).body).toEqual({ status: 'ok' })
    expect((await app.call('GET', '/api/v1/members')).status).toBe(401)
    expect((await app.call('GET', '/api/v1/nothing')).headers['content-type']).toContain('problem+json')
    expect((await app.call('GET', '/graphql')).status).toBe(401)
    expect((await app.call('GET', '/admin/audit_logs')).status).toBe(401)
  })

  it('refuses a token in an address, where it would be kept', async () => {
    expect((await app.call('GET', `/setup?token=x`)).status).toBe(400)
    expect((await app.call('GET', `/settings/${app.ada.token}`)).status).toBe(400)
  })

  it('says how to build it, where it is not built', async () => {
    const bare = await startTestApp(opened.store, { beside: app, consoleDirectory: join(folder, 'nowhere') })
    const answer = await bare.call('GET', '/settings')
    expect(answer).toMatchObject({ status: 503, text: expect.stringContaining('npm run build') })
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' })
    await bare.close()
  })
})
