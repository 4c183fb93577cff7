import { describe, expect, it } from 'vitest'
import { exampleKey, exampleUser, organizationNamed } from '../../testing/example-records.ts'
import type { KeyId, RotationId } from '../identifiers.ts'
import { type ApiKey, deletedKeyMemoryMs } from '../model/api-key.ts'
import type { RotationState } from '../model/rotation.ts'
import { isWorking, type KeySituation, listFindings } from './list-findings.ts'

const now = 1_000_000
const acme = organizationNamed('acme')
const by = { id: exampleUser('ada').id, name: 'Ada' }
const rotationId = 'rot_1' as RotationId
const [oldKeyId, newKeyId] = ['OldKeyOldKeyOld0' as KeyId, 'NewKeyNewKeyNew0' as KeyId]

const situation = (key: Partial<ApiKey>, given: Partial<KeySituation> = {}): KeySituation => ({
  key: exampleKey(exampleUser('bo'), 'acme', key),
  deletion: null,
  rotationFrom: null,
  rotationTo: null,
  closed: [],
  isOwnerGone: false,
  ...given,
})
const from = (state: RotationState) => ({
  rotationFrom: { id: rotationId, newKeyId, state, openedAt: 5, endedAt: state === 'open' ? null : 9 },
})
const deletion = { deletion: { at: 7, by } }
const deleted = { code: 'deleted', at: 7, by, restorableUntil: 7 + deletedKeyMemoryMs }
const disabled = { at: 3, by, until: null }

describe('what there is to be known of a key', () => {
  it.each<[string, KeySituation, boolean, readonly object[]]>([
    ['good', situation({ expiresAt: now + 1 }), true, []],
    ['expired, from the very millisecond on', situation({ expiresAt: now }), false, [{ code: 'expired', at: now }]],
    ['disabled', situation({ disabled }), false, [{ code: 'disabled', ...disabled }]],
    [
      'in a brown-out',
      situation({ disabled: { ...disabled, until: now + 1 } }),
      false,
      [{ code: 'disabled', ...disabled, until: now + 1 }],
    ],
    [
      'back from a brown-out',
      situation({ disabled: { ...disabled, until: now } }),
      true,
      [{ code: 'was_disabled', ...disabled, until: now }],
    ],
    ['blocked in all that it reaches', situation({ blockedBy: [acme] }), false, [{ code: 'blocked' }]],
    ['blocked in one of several', situation({ organization: null, blockedBy: [acme] }), true, [{ code: 'blocked' }]],
    ['deleted', situation({}, deletion), false, [deleted]],
    ['replaced', situation({}, { ...deletion, ...from('completed') }), false, [{ code: 'rotated', newKeyId }, deleted]],
    ['revoked', situation({}, { ...deletion, ...from('revoked') }), false, [{ code: 'rotated', at: 9 }, deleted]],
    ['replaced and brought back', situation({}, from('completed')), true, []],
    ['being replaced', situation({}, from('open')), true, [{ code: 'being_rotated', rotationId, newKeyId, at: 5 }]],
    ['not replaced in the end', situation({}, from('cancelled')), true, []],
    [
      'given up with its rotation',
      situation({}, { ...deletion, rotationTo: { id: rotationId, oldKeyId, state: 'cancelled', endedAt: 7 } }),
      false,
      [{ code: 'rotation_cancelled', rotationId, oldKeyId, at: 7 }, deleted],
    ],
    [
      'the new key of a rotation',
      situation({}, { rotationTo: { id: rotationId, oldKeyId, state: 'completed', endedAt: 7 } }),
      true,
      [],
    ],
    [
      'leaked, and therefore disabled',
      situation({ leak: { at: 2 } as ApiKey['leak'], disabled: { ...disabled, by: null } }),
      false,
      [{ code: 'leaked', at: 2 }, { code: 'disabled' }],
    ],
    ['not taken everywhere', situation({ organization: null }, { closed: [acme] }), true, [{ organizations: [acme] }]],
    ['of somebody who has left', situation({}, { isOwnerGone: true }), false, [{ code: 'owner_gone' }]],
    ['of somebody who is nowhere', situation({ organization: null }, { isOwnerGone: true }), true, [{}]],
  ])('is told of one that is %s', (_, facts, works, expected) => {
    const findings = listFindings(facts, now)
    expect(findings).toMatchObject(expected)
    expect(findings).toHaveLength(expected.length)
    expect(isWorking(findings, facts.key)).toBe(works)
  })
})
