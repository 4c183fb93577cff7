import { KeysteadError, type Requirement } from '@keystead/core'
import { z } from 'zod'

// A name of 255 characters in the longest of its Unicode forms.
const reference = z.string().min(1).max(1024)

const requirementSchema = z.strictObject({ organization: reference.optional(), team: reference.optional() })

/**
 * What a proxy's configuration requires of tokens. Fails with `INVALID_REQUEST` for all that is not known: a requirement
 * that was mistyped must not become none.
 */
export function readRequirement(parameters: unknown): Requirement | undefined {
  const { success, data } = requirementSchema.safeParse(parameters)
  if (!success) throw refuse('Takes organization and team, each once, and nothing else')
  const { organization, team } = data
  if (organization !== undefined) return { organization, team }
  // Teams of several organizations may share a name.
  if (team !== undefined) throw refuse('A team needs its organization')
  return undefined
}

const refuse = (message: string) =>
  new KeysteadError('INVALID_REQUEST', { details: [{ path: 'query', message }], internal: message })
