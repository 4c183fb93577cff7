import { createKeysteadClient } from '@keystead/sdk'
import { keystead } from '@keystead/sdk/next'

const client = createKeysteadClient({ url: 'https://keys.example.com', token: process.env.KEYSTEAD_TOKEN })
const guard = keystead({ client, organization: 'acme' })

type Context = { params: Promise<{ id: string }> }

export const GET = guard(async (_request, key, { params }: Context) => {
  const { id } = await params
  return Response.json({ model: id, reader: key.principal.name })
})
