import { readFileSync } from 'node:fs'
import { createKeysteadClient, isKeysteadError } from '@keystead/sdk'

const client = createKeysteadClient({
  url: process.env.KEYSTEAD_URL ?? 'http://127.0.0.1:5390',
  getToken: () => readFileSync('/run/secrets/keystead', 'utf8').trim(),
})

const { key, token } = await client.keys.create({ name: 'ci', organization: 'acme' })

for await (const { id, name } of client.keys.listAll({ organization: 'acme' })) console.log(id, name)

const answer = await client.verifyKey({ token, organization: 'acme' })
if (answer.valid) console.log(`${answer.keyId} is a key of ${answer.principal.name}`)

try {
  await client.keys.delete(key.id)
} catch (error) {
  if (!isKeysteadError(error, 'KEY_NOT_FOUND')) throw error
}
