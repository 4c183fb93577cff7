import { createKeysteadClient } from '@keystead/sdk'
import { keystead } from '@keystead/sdk/fetch'

const client = createKeysteadClient({ url: 'https://keys.example.com', token: process.env.KEYSTEAD_TOKEN })
const guard = keystead({ client, organization: 'acme', team: 'vision' })

export default { fetch: guard((_request, key) => new Response(`Hello ${key.principal.name}`)) }
