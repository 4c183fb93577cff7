import type { AddressInfo } from 'node:net'
import { testStores } from '@keystead/storage/testing/open-test-stores'
import { startTestApp, type TestApp } from '../../packages/server/testing/start-test-app.ts'

/** A whole Keystead that listens: what the SDK speaks to. */
export async function startListeningServer(): Promise<{
  readonly app: TestApp
  readonly url: string
  close(): Promise<void>
}> {
  const [database] = testStores
  if (database === undefined) throw new Error('no database to test with')
  const opened = await database.open()
  const app = await startTestApp(opened.store)
  await app.app.listen({ host: '127.0.0.1', port: 0 })
  return {
    app,
    url: `http://127.0.0.1:${(app.app.server.address() as AddressInfo).port}`,
    async close() {
      app.app.server.closeAllConnections()
      await app.close()
      await opened.close()
    },
  }
}
