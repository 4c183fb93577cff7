import { createKeysteadClient } from '@keystead/sdk'
import { type KeysteadEnv, keystead } from '@keystead/sdk/hono'
import { Hono } from 'hono'

const client = createKeysteadClient({ url: 'https://keys.example.com', token: process.env.KEYSTEAD_TOKEN })

const app = new Hono<KeysteadEnv>()
app.use('/api/*', keystead({ client, organization: 'acme' }))
app.get('/api/hello', (c) => c.text(`Hello ${c.get('keystead').principal.name}`))
export default app
