import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { expect, inject } from 'vitest'
import { it } from './operator.ts'
import { createKey, openRestClient } from './rest-client.ts'

it('two processes on one port share its connections, and when one ends the other has them all', {
  timeout: 60_000,
}, async ({ operator }) => {
  const database = await createTestDatabase(inject('postgresUrl'))
  try {
    const environment = { DATABASE_URL: database.url, KEYSTEAD_SHARE_PORT: 'true' }
    const token = await operator.bootstrap(environment)
    const one = await operator.serve({ environment })
    const two = await operator.serve({ environment: { ...environment, KEYSTEAD_PORT: new URL(one.url).port } })
    expect(two.url).toBe(one.url)

    // Each call has a connection of its own. The process that answers a deletion has dropped the key at once.
    const client = openRestClient(one.url)
    const answeredBy = new Set<string>()
    const deleteOne = async () => {
      const { id } = await createKey(client, token, { name: 'short-lived' })
      const { status, body } = await client.call('DELETE', `/api/v1/keys/${id}`, { token })
      expect(status).toBe(200)
      const { nodes } = (body as { receipt: { nodes: { node: string; afterMs: number }[] } }).receipt
      const own = nodes.find(({ afterMs }) => afterMs === 0)?.node ?? ''
      answeredBy.add(own)
      return nodes.length
    }
    // The system hands connections out by a hash: that one process gets none of 200 is a chance of 1 in 2^199.
    for (let count = 0; count < 200 && answeredBy.size < 2; count += 1) expect(await deleteOne()).toBe(2)
    expect(answeredBy.size).toBe(2)

    two.signal('SIGTERM')
    expect(await two.ended).toMatchObject({ exitCode: 0 })
    answeredBy.clear()
    for (let count = 0; count < 20; count += 1) expect(await deleteOne()).toBe(1)
    expect(answeredBy.size).toBe(1)
    one.signal('SIGTERM')
    expect(await one.ended).toMatchObject({ exitCode: 0 })
  } finally {
    await database.drop()
  }
})
