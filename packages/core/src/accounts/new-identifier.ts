import type { OrganizationId, UserId } from '../identifiers.ts'
import { drawBase62 } from '../token/base62.ts'
import type { Randomness } from '../token/randomness.ts'

// 62^22 > 2^130: two nodes that draw at the same moment need no agreement.
const drawnCharacters = 22

export const newUserId = (randomness: Randomness) => `usr_${drawBase62(randomness, drawnCharacters)}` as UserId

export const newOrganizationId = (randomness: Randomness) =>
  `org_${drawBase62(randomness, drawnCharacters)}` as OrganizationId
