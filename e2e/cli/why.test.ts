import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startListeningServer } from '../sdk/listening-server.ts'
import { makeMachine } from './machine.ts'

let server: Awaited<ReturnType<typeof startListeningServer>>
beforeAll(async () => {
  server = await startListeningServer()
})
afterAll(() => server.close())

describe('keystead keys why', () => {
  it('tells the owner why a request was refused, and what has become of the key', async () => {
    const { app } = server
    const machine = await makeMachine({ KEYSTEAD_URL: server.url, KEYSTEAD_TOKEN: app.ada.token })
    onTestFinished(() => machine.remove())
    const { key, token } = await app.addKey(app.ada.user, { name: 'etl' })
    const call = (method: string, path: string, body?: object) =>
      app.call(method, `/api/v1${path}`, { token: app.ada.token, body })
    await call('PUT', `/keys/${key.id}/disablement`, {})
    const client = { label: 'etl-cron', ip: '192.0.2.7', userAgent: 'curl/8.9.1' }
    const { requestId } = (await call('POST', '/verify', { token, client })).body as { requestId: string }

    const request = await machine.keystead(['keys', 'why', requestId])
    expect(request).toMatchObject({ exitCode: 0, stderr: '' })
    const name = app.ada.user.name
    expect(request.stdout).toMatch(
      new RegExp(
        `^Request\t${requestId}\nRefused\t.+\nBecause\tthe key was disabled\nFrom\tetl-cron, 192.0.2.7, curl 8.9.1 \\(checked by ${name}\\)\nKey\tetl \\(${key.id}\\)\nNow\tThe key is refused.\n\t${name} disabled it on .+\n$`,
      ),
    )
    await call('DELETE', `/keys/${key.id}`)
    const whole = await machine.keystead(['keys', 'why', key.id, '--lang', 'ja'])
    expect(whole.stdout).toContain('このキーは拒否されます。')
    expect(whole.stdout).toContain(`${name} が削除しました。`)
    expect(whole.stdout).toContain(requestId)
    expect(await machine.json(['keys', 'why', key.id])).toMatchObject({
      working: false,
      findings: [{ code: 'deleted' }, { code: 'disabled' }],
      refusals: [{ reason: 'disabled', lastRequestId: requestId, count: 1 }],
    })
    expect(await machine.json(['keys', 'why', requestId])).toMatchObject({ requestId, refusal: { reason: 'disabled' } })
  })

  it('tells a stranger nothing, and that no token belongs there', async () => {
    const { app } = server
    const { token } = await app.addPerson('stranger', {})
    const machine = await makeMachine({ KEYSTEAD_URL: server.url, KEYSTEAD_TOKEN: token })
    onTestFinished(() => machine.remove())
    const refused = await app.call('GET', '/api/v1/me', { token: `${app.ada.token.slice(0, -1)}` })
    const { requestId } = refused.body as { requestId: string }
    const run = await machine.keystead(['keys', 'why', requestId])
    expect(run).toMatchObject({ exitCode: 66, stdout: '' })
    expect(run.stderr).toContain('Nothing is known of a refused request with this ID')
    expect((await machine.keystead(['keys', 'why', app.ada.token])).exitCode).toBe(64)
  })
})
