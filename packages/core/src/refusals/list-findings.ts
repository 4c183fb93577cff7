import type { KeyId, RotationId } from '../identifiers.ts'
import type { OrganizationReference } from '../model/account.ts'
import { type ApiKey, type Deletion, type Disablement, deletedKeyMemoryMs, isDisabled } from '../model/api-key.ts'
import { isUnderWay, type Rotation } from '../model/rotation.ts'

/** One thing to be known about why a key is refused, or may be. Times are epoch milliseconds. */
export type KeyFinding =
  | ({ readonly code: 'deleted'; readonly restorableUntil: number } & Deletion)
  /** This is the old key of a rotation that is over. */
  | ({ readonly code: 'rotated'; readonly at: number } & RotatedTo)
  /** This is the new key of a rotation that was cancelled: the old one stays. */
  | {
      readonly code: 'rotation_cancelled'
      readonly rotationId: RotationId
      readonly oldKeyId: KeyId
      readonly at: number
    }
  /** This is the old key of a rotation under way: it works, and is to be replaced. */
  | ({ readonly code: 'being_rotated'; readonly at: number } & RotatedTo)
  /** Somebody has reported its token: whatever has become of it comes from there. */
  | { readonly code: 'leaked'; readonly at: number }
  | { readonly code: 'expired'; readonly at: number }
  | ({ readonly code: 'disabled' } & Disablement)
  /** A brown-out that is over. */
  | ({ readonly code: 'was_disabled' } & Disablement & { readonly until: number })
  /** Admins have blocked it in these. */
  | { readonly code: 'blocked'; readonly organizations: readonly OrganizationReference[] }
  /** These take no personal keys. */
  | { readonly code: 'closed_to_personal_keys'; readonly organizations: readonly OrganizationReference[] }
  /** Its owner belongs to nothing any more that it could reach. */
  | { readonly code: 'owner_gone' }

type RotatedTo = { readonly rotationId: RotationId; readonly newKeyId: KeyId }

/** All that is known of a key, as far as the caller may know it. */
export type KeySituation = {
  readonly key: ApiKey
  /** Null for a live one. */
  readonly deletion: Deletion | null
  /** The last one of which this is the old key. */
  readonly rotationFrom: Pick<Rotation, 'id' | 'newKeyId' | 'state' | 'openedAt' | 'endedAt'> | null
  /** The one that has issued it. */
  readonly rotationTo: Pick<Rotation, 'id' | 'oldKeyId' | 'state' | 'endedAt'> | null
  /** The owner's organizations that take no personal keys, of which this is one. */
  readonly closed: readonly OrganizationReference[]
  /** A person who belongs to nothing any more that the key could reach. */
  readonly isOwnerGone: boolean
}

/** Why a key is refused, or may be, the cause that decides first. Nothing: it works wherever it reaches. */
export function listFindings(situation: KeySituation, now: number): KeyFinding[] {
  const { key, deletion, rotationFrom, rotationTo, closed, isOwnerGone } = situation
  const { expiresAt, disabled, blockedBy, leak } = key
  const findings: KeyFinding[] = []
  if (rotationFrom !== null) findings.push(...describeRotation(rotationFrom, deletion !== null))
  if (rotationTo?.state === 'cancelled' && rotationTo.endedAt !== null) {
    const { id, oldKeyId, endedAt } = rotationTo
    findings.push({ code: 'rotation_cancelled', rotationId: id, oldKeyId, at: endedAt })
  }
  if (deletion !== null) {
    findings.push({ code: 'deleted', ...deletion, restorableUntil: deletion.at + deletedKeyMemoryMs })
  }
  if (leak !== null) findings.push({ code: 'leaked', at: leak.at })
  if (expiresAt !== null && expiresAt <= now) findings.push({ code: 'expired', at: expiresAt })
  if (disabled !== null) {
    if (isDisabled(disabled, now)) findings.push({ code: 'disabled', ...disabled })
    else if (disabled.until !== null) findings.push({ code: 'was_disabled', ...disabled, until: disabled.until })
  }
  if (blockedBy.length > 0) findings.push({ code: 'blocked', organizations: blockedBy })
  if (closed.length > 0) findings.push({ code: 'closed_to_personal_keys', organizations: closed })
  if (isOwnerGone) findings.push({ code: 'owner_gone' })
  return findings
}

/** Of a live key, what is over does not count: it was brought back, or the new one was given up. */
function describeRotation(rotation: NonNullable<KeySituation['rotationFrom']>, isDeleted: boolean): KeyFinding[] {
  const { id: rotationId, newKeyId, openedAt, endedAt, state } = rotation
  if (isUnderWay(rotation)) return [{ code: 'being_rotated', rotationId, newKeyId, at: openedAt }]
  if (!isDeleted || endedAt === null || state === 'cancelled') return []
  return [{ code: 'rotated', rotationId, newKeyId, at: endedAt }]
}

/** Whether the key itself is good: what it reaches is another question. */
export function isWorking(findings: readonly KeyFinding[], key: Pick<ApiKey, 'organization'>): boolean {
  return !findings.some((finding) => {
    switch (finding.code) {
      case 'deleted':
      case 'expired':
      case 'disabled':
        return true
      case 'blocked':
        return finding.organizations.some(({ id }) => id === key.organization?.id)
      case 'owner_gone':
        return key.organization !== null
      default:
        return false
    }
  })
}
