import { z } from 'zod'

export const consumerVerifierSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable().describe('Null once it has gone, or where it is not to be told'),
  })
  .meta({ id: 'ConsumerVerifier' })
  .nullable()
  .describe('Whoever asked whether the token is good; null where it was presented to Keystead itself')
