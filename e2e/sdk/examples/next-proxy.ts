import { createKeysteadClient } from '@keystead/sdk'
import { keysteadProxy } from '@keystead/sdk/next'

const client = createKeysteadClient({ url: 'https://keys.example.com', token: process.env.KEYSTEAD_TOKEN })

export const proxy = keysteadProxy({ client, organization: 'acme' })
export const config = { matcher: '/api/:path*' }
