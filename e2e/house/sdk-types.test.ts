import { join } from 'node:path'
import type { OpenapiDocument } from '@keystead/sdk/testing/openapi-document'
import { renderApi } from '@keystead/sdk/testing/render-api'
import { testStores } from '@keystead/storage/testing/open-test-stores'
import { expect, it } from 'vitest'
import { startTestApp } from '../../packages/server/testing/start-test-app.ts'
import { root } from './read-imports.ts'

it('the SDK has the types of the API as it is', async () => {
  const [sqlite] = testStores
  const opened = await sqlite?.open()
  if (opened === undefined) throw new Error('no database to test with')
  const app = await startTestApp(opened.store)
  const document = (await app.call('GET', '/api/v1/openapi.json')).body as OpenapiDocument
  await app.close()
  await opened.close()
  await expect(renderApi(document)).toMatchFileSnapshot(join(root, 'packages/sdk/src/api/api.ts'))
})
