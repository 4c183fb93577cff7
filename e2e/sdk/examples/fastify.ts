import { createKeysteadClient } from '@keystead/sdk'
import { keystead } from '@keystead/sdk/fastify'
import Fastify from 'fastify'

const client = createKeysteadClient({ url: 'https://keys.example.com', token: process.env.KEYSTEAD_TOKEN })

const app = Fastify()
app.addHook('onRequest', keystead({ client, organization: 'acme' }))
app.get('/hello', async (request) => `Hello ${request.keystead.principal.name}`)
await app.listen({ port: 8080 })
