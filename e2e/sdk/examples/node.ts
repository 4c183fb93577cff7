import { createServer } from 'node:http'
import { createKeysteadClient } from '@keystead/sdk'
import { keystead } from '@keystead/sdk/node'

const client = createKeysteadClient({ url: 'https://keys.example.com', token: process.env.KEYSTEAD_TOKEN })
const guard = keystead({ client, organization: 'acme' })

createServer(guard((_request, response, key) => response.end(`Hello ${key.principal.name}`))).listen(8080)
