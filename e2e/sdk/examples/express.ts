import { createKeysteadClient } from '@keystead/sdk'
import { keystead } from '@keystead/sdk/express'
import express from 'express'

const client = createKeysteadClient({ url: 'https://keys.example.com', token: process.env.KEYSTEAD_TOKEN })

const app = express()
app.use('/api', keystead({ client, organization: 'acme', label: 'models' }))
app.get('/api/hello', (request, response) => {
  response.send(`Hello ${request.keystead.principal.name}`)
})
app.listen(8080)
