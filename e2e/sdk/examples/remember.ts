import { createKeysteadClient, rememberVerifications } from '@keystead/sdk'
import { keystead } from '@keystead/sdk/express'
import express from 'express'

const client = createKeysteadClient({ url: 'https://keys.example.com', token: process.env.KEYSTEAD_TOKEN })
const verifier = rememberVerifications(client)

const app = express()
app.use('/api', keystead({ client: verifier, organization: 'acme' }))
const server = app.listen(8080)

process.once('SIGTERM', () => {
  server.close()
  verifier.close()
})
