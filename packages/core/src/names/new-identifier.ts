import {
  type EventId,
  idPrefixes,
  type OrganizationId,
  type RotationId,
  type ServiceAccountId,
  type TeamId,
  type UserId,
  type WebhookId,
} from '../identifiers.ts'
import { drawBase62 } from '../token/base62.ts'
import type { Randomness } from '../token/randomness.ts'

// 62^22 > 2^130: two nodes that draw at the same moment need no agreement.
const drawnCharacters = 22

function newIdentifier(kind: keyof typeof idPrefixes, randomness: Randomness): string {
  return idPrefixes[kind] + drawBase62(randomness, drawnCharacters)
}

export const newUserId = (randomness: Randomness) => newIdentifier('user', randomness) as UserId

export const newOrganizationId = (randomness: Randomness) => newIdentifier('organization', randomness) as OrganizationId

export const newTeamId = (randomness: Randomness) => newIdentifier('team', randomness) as TeamId

export const newServiceAccountId = (randomness: Randomness) =>
  newIdentifier('serviceAccount', randomness) as ServiceAccountId

export const newEventId = (randomness: Randomness) => newIdentifier('event', randomness) as EventId

export const newRotationId = (randomness: Randomness) => newIdentifier('rotation', randomness) as RotationId

export const newWebhookId = (randomness: Randomness) => newIdentifier('webhook', randomness) as WebhookId
