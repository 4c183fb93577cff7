import { seesKey, selfOf, shownKeyOf, stateOf } from '../model/caller.ts'
import { concernsOfKey, longestSeconds } from '../model/new-key.ts'
import {
  addKey,
  addRotation,
  endRotation,
  type Key,
  keysOf,
  placesOf,
  type Rotation,
  removeKey,
  rotationOf,
} from '../model/world.ts'
import type { Action, Done } from './action.ts'
import * as answers from './answers.ts'
import * as draw from './draw-input.ts'

type Issued = { readonly id: string; readonly token: string; readonly rotationId: string }

/** A key in the place of another: with its name, owner, reach, blocks and lifetime. */
function open({ world, caller, input, note }: Done, oldKey: Key, { id, token, rotationId }: Issued): Rotation {
  const { name, owner, organization } = oldKey
  const newKey = addKey(world, { id, token, name, owner, organization, expiresAt: inheritExpiry(world.now, oldKey) })
  function inheritExpiry(now: number, { createdAt, expiresAt }: Key): number | null {
    const longestMs = longestSeconds(concernsOfKey(world, { owner, organization })) * 1000
    const lifetimeMs = Math.min(longestMs, expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt - createdAt)
    return lifetimeMs === Number.POSITIVE_INFINITY ? null : now + lifetimeMs
  }
  const ofCredential = organization === null ? (caller.key?.blockedBy ?? []) : []
  for (const place of [...oldKey.blockedBy, ...ofCredential]) newKey.blockedBy.add(place)
  const openedBy = selfOf(caller)
  if (openedBy === null) throw new Error('the table let through what it may not')
  const { completion = 'manual', deadlineAt = null } = input
  const rotation = addRotation(world, { id: rotationId, oldKey, newKey, completion, deadlineAt, openedBy })
  note('key.create', placesOf(world, newKey), newKey.id)
  note('rotation.open', placesOf(world, oldKey), oldKey.id)
  return rotation
}

/** Deletes one of the two keys. */
function end(done: Done, rotation: Rotation, state: 'completed' | 'cancelled' | 'revoked', action: string): unknown {
  const { world, caller, note } = done
  const key = state === 'cancelled' ? rotation.newKey : rotation.oldKey
  const places = placesOf(world, key)
  note('key.delete', places, key.id)
  note(action, places, rotation.oldKey.id)
  removeKey(world, key, selfOf(caller) ?? rotation.openedBy)
  endRotation(world, rotation, state)
  return answers.rotationOf(rotation)
}

const opened = ({ world, caller }: Done, rotation: Rotation) => ({
  rotation: answers.rotationOf(rotation),
  key: answers.keyOf(world, caller, rotation.newKey),
})

/** A deadline is one field of two. */
const withDeadline = ({ deadlineAt, ...rest }: Readonly<Record<string, unknown>>) => ({
  ...rest,
  ...(deadlineAt !== undefined && { deadline: { at: deadlineAt, then: 'alert' } }),
})

export const rotationActions = {
  'open a rotation': {
    door: 'POST /keys/:key/rotations',
    takes: {
      key: draw.keyToRotate,
      completion: draw.perhaps(60, draw.completion),
      deadlineAt: draw.perhaps(70, draw.expiry),
      revokeNow: draw.perhaps(70, draw.yesOrNo),
    },
    body: withDeadline,
    recorded: 'rotation.open',
    weight: 6,
    does(done) {
      const { key, input, learn } = done
      const issued = { id: learn('key', 'id'), token: learn('token'), rotationId: learn('rotation', 'id') }
      const rotation = open(done, key, issued)
      if (input.revokeNow === true) end(done, rotation, 'revoked', 'rotation.revoke')
      return opened(done, rotation)
    },
  },
  'rotate the keys of a service account': {
    door: 'POST /service-accounts/:serviceAccount/rotations',
    takes: { serviceAccount: draw.serviceAccount, completion: draw.perhaps(60, draw.completion) },
    lists: 'results',
    shows: (item) => ({ ...(item as object), id: (item as { keyId: string }).keyId }),
    weight: 3,
    does(done) {
      const { world, serviceAccount, learn, noteRefusal } = done
      // What is about to take the place of another is not what was meant.
      const meant = keysOf(world, serviceAccount).filter(
        (key) => stateOf(world, key) === 'active' && rotationOf(world, key)?.newKey !== key,
      )
      const results = meant.map((key) => {
        if (rotationOf(world, key) !== undefined) {
          noteRefusal('rotation.open', 'ROTATION_UNDER_WAY')
          return { id: key.id, opened: null, code: 'ROTATION_UNDER_WAY' }
        }
        const index = meant.findIndex((_, place) => learn('results', `${place}`, 'keyId') === key.id)
        const answered = (...path: string[]) => learn('results', `${index}`, 'opened', ...path)
        const issued = { id: answered('key', 'id'), token: answered('token'), rotationId: answered('rotation', 'id') }
        return { id: key.id, opened: opened(done, open(done, key, issued)) }
      })
      return { results }
    },
  },
  'list rotations': {
    door: 'GET /rotations',
    takes: {
      state: draw.perhaps(70, draw.rotationState),
      keyId: draw.perhaps(85, draw.key),
      owner: draw.perhaps(80, draw.owner),
      limit: draw.pageSize,
    },
    lists: 'rotations',
    weight: 3,
    does({ world, caller, input: { state, keyId, owner } }) {
      const found = [...world.rotations].filter((rotation) => {
        const shown = shownKeyOf(world, rotation)
        return (
          shown !== undefined &&
          seesKey(world, caller, shown) &&
          (state === undefined || rotation.state === state) &&
          (keyId === undefined || [rotation.oldKey.id, rotation.newKey.id].includes(keyId)) &&
          (owner === undefined || shown.owner.id === owner)
        )
      })
      return { rotations: found.map(answers.rotationOf) }
    },
  },
  'get a rotation': {
    door: 'GET /rotations/:rotation',
    takes: { rotation: draw.rotation },
    weight: 4,
    does({ world, caller, rotation }) {
      const shown = (key: Key) => (world.keys.has(key) ? answers.keyOf(world, caller, key) : null)
      return { ...answers.rotationOf(rotation), oldKey: shown(rotation.oldKey), newKey: shown(rotation.newKey) }
    },
  },
  'change a rotation': {
    door: 'PATCH /rotations/:rotation',
    takes: {
      rotation: draw.rotation,
      completion: draw.perhaps(40, draw.completion),
      deadlineAt: draw.perhaps(40, draw.expiry),
    },
    body: withDeadline,
    recorded: 'rotation.change',
    weight: 4,
    does({ world, rotation, input: { completion, deadlineAt }, note }) {
      rotation.completion = completion ?? rotation.completion
      rotation.deadlineAt = deadlineAt ?? rotation.deadlineAt
      if (completion !== undefined || deadlineAt !== undefined) {
        note('rotation.change', placesOf(world, rotation.oldKey), rotation.oldKey.id)
      }
      return answers.rotationOf(rotation)
    },
  },
  'complete a rotation': {
    door: 'POST /rotations/:rotation/complete',
    // Whether nobody needs the old key any more is not for this table: `packages/core/src/rotation` and `e2e/rotations`.
    takes: { rotation: draw.rotation, evenIfUsed: draw.oneOf(true) },
    recorded: 'rotation.complete',
    weight: 5,
    does: (done) => end(done, done.rotation, 'completed', 'rotation.complete'),
  },
  'cancel a rotation': {
    door: 'POST /rotations/:rotation/cancel',
    takes: { rotation: draw.rotation, evenIfUsed: draw.perhaps(70, draw.yesOrNo) },
    recorded: 'rotation.cancel',
    weight: 3,
    does: (done) => end(done, done.rotation, 'cancelled', 'rotation.cancel'),
  },
  'revoke the old key of a rotation': {
    door: 'POST /rotations/:rotation/revoke',
    takes: { rotation: draw.rotation },
    recorded: 'rotation.revoke',
    weight: 3,
    does: (done) => end(done, done.rotation, 'revoked', 'rotation.revoke'),
  },
} satisfies Record<string, Action>
