import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

describe.each(testStores)('the request ID, with $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  it.each([
    ['200', 'GET', '/healthz', 200],
    ['401 by REST', 'GET', '/api/v1/me', 401],
    ['401 by GraphQL', 'POST', '/graphql', 401],
    ['404', 'GET', '/nothing', 404],
    ['a URL that cannot be decoded', 'GET', '/%zz', 404],
    ['a token in a URL', 'GET', '/healthz?token=x', 400],
  ])('is in the header of every answer, and in the body of every refusal: %s', async (_what, method, path, status) => {
    const answer = await app.call(method, path)
    expect(answer.status).toBe(status)
    const id = String(answer.headers['x-request-id'])
    expect(id).toMatch(/^req_[0-9a-f]{32}$/)
    if (status >= 400) expect(answer.text).toContain(`"requestId":"${id}"`)
  })

  it('is ours and new each time, never the caller’s', async () => {
    const headers = { 'x-request-id': 'req_0123456789abcdef0123456789abcdef', 'request-id': 'mine' }
    const ids = new Set<string>()
    for (let count = 0; count < 3; count += 1) {
      const answer = await app.call('GET', '/api/v1/me', { headers })
      expect(answer.text).not.toContain(headers['x-request-id'])
      ids.add(String(answer.headers['x-request-id']))
    }
    expect(ids.size).toBe(3)
    expect(app.logLines.join('')).not.toContain(headers['x-request-id'])
  })

  it('finds the reason of a refusal in the log, where the answer says none', async () => {
    const answer = await app.call('GET', '/api/v1/me', { token: 'nonsense' })
    const line = app.logLines.find((text) => text.includes(String(answer.headers['x-request-id'])))
    expect(JSON.parse(line ?? '{}')).toMatchObject({ code: 'UNAUTHENTICATED', internal: 'malformed' })
    expect(answer.text).not.toContain('malformed')
  })
})
