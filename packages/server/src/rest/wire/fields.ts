import { z } from 'zod'

export const timeSchema = z.iso.datetime({ offset: true }).describe('RFC 3339')

export const writeTime = (time: number) => new Date(time).toISOString()

export const readTime = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text))

// Each text that a request holds is longer here than its rule allows, so that the rule answers, with its own message.
const longestText = 4096

/** What something is to be called. */
export const newNameSchema = z.string().max(longestText).describe('1 to 255 characters')
export const newUsernameSchema = z.string().max(longestText)
export const newEmailSchema = z.string().max(320)

// A name of 255 characters in the longest of its Unicode forms.
const longestReference = 1024

const reference = z.string().min(1).max(longestReference)
export const organizationReferenceSchema = reference.describe('ID or name of an organization')
export const teamReferenceSchema = reference.describe('ID or name of a team')
export const userReferenceSchema = reference.describe('ID or name of a user')

/** Of what is known by its ID alone. */
export const idSchema = z.string().min(1).max(200)

/** What other things show of an organization or a team. */
export const referenceSchema = z
  .object({ id: z.string(), name: z.string() })
  .meta({ id: 'Reference', description: 'An organization or a team, by both that it can be called by.' })

/** Longer than any password may be, so that it is the rule for passwords that answers. */
export const passwordSchema = z.string().max(4_096)
