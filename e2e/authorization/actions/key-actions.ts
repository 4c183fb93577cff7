import type { Ask } from '../model/ask.ts'
import {
  type Caller,
  holderOf,
  isDisabled,
  isRestorable,
  managesKey,
  seesKey,
  selfOf,
  stateOf,
} from '../model/caller.ts'
import { holderOfNewKey, reachOfNewKey } from '../model/new-key.ts'
import { verify } from '../model/verification.ts'
import { addKey, endRotation, findById, type Key, placesOf, removeKey, rotationOf, type World } from '../model/world.ts'
import type { Action, Done } from './action.ts'
import * as answers from './answers.ts'
import * as draw from './draw-input.ts'

/** The key that a step begins with can end in it. */
const holderNow = ({ world, caller }: Done) => holderOf(world, caller.key ?? undefined)

function deleteKey({ world, caller, note }: Done, key: Key): unknown {
  const before = answers.keyOf(world, caller, key)
  note('key.delete', placesOf(world, key), key.id)
  // Whoever deletes the old key has taken it out of use, and whoever deletes the new one has changed their mind.
  const rotation = rotationOf(world, key)
  if (rotation !== undefined) endRotation(world, rotation, key === rotation.oldKey ? 'revoked' : 'cancelled')
  removeKey(world, key, selfOf(caller) ?? key.owner)
  return before
}

export const keyActions = {
  'create a key': {
    door: 'POST /keys',
    takes: {
      name: draw.freshName,
      organization: draw.perhaps(50, draw.organization),
      owner: draw.perhaps(45, draw.owner),
      expiresAt: draw.perhaps(40, draw.expiry),
    },
    recorded: 'key.create',
    weight: 10,
    does(done) {
      const { world, caller, input, learn, note } = done
      const holder = holderOfNewKey(done)
      const organization = reachOfNewKey(done)
      if (holder === undefined || organization === undefined) throw new Error('the table let through what it may not')
      const key = addKey(world, {
        id: learn('key', 'id'),
        token: learn('token'),
        name: input.name ?? '',
        owner: holder,
        organization,
        expiresAt: input.expiresAt === undefined ? null : Date.parse(input.expiresAt),
      })
      // By a key that is blocked somewhere nobody makes one that is not.
      if (organization === null) for (const place of caller.key?.blockedBy ?? []) key.blockedBy.add(place)
      note('key.create', placesOf(world, key), key.id)
      return { key: answers.keyOf(world, caller, key) }
    },
  },
  'list keys': {
    door: 'GET /keys',
    takes: {
      organization: draw.perhaps(50, draw.organization),
      type: draw.perhaps(80, draw.keyType),
      state: draw.perhaps(80, draw.keyState),
      owner: draw.perhaps(80, draw.owner),
      createdBefore: draw.perhaps(85, draw.pastOrFuture),
      expiresBefore: draw.perhaps(85, draw.pastOrFuture),
      limit: draw.pageSize,
    },
    lists: 'keys',
    weight: 8,
    does({ world, caller, ...done }) {
      const keys = [...world.keys].filter((key) => seesKey(world, caller, key) && passes(world, key, done))
      return { keys: keys.map((key) => answers.keyOf(world, caller, key)) }
    },
  },
  'get a key': {
    door: 'GET /keys/:key',
    takes: { key: draw.key },
    weight: 4,
    does: ({ world, caller, key }) => answers.keyOf(world, caller, key),
  },
  'see who uses a key': {
    door: 'GET /keys/:key/consumers',
    takes: { key: draw.key },
    // What it shows depends on when it was written: `rest/keys/consumers.test.ts` holds that. This is about who may look.
    does: () => ({}),
  },
  'rename a key': {
    door: 'PATCH /keys/:key',
    takes: { key: draw.key, name: draw.freshName },
    recorded: 'key.rename',
    does({ world, caller, key, input, note }) {
      key.name = input.name ?? ''
      note('key.rename', placesOf(world, key), key.id)
      return answers.keyOf(world, caller, key)
    },
  },
  'delete a key': {
    door: 'DELETE /keys/:key',
    takes: { key: draw.key },
    recorded: 'key.delete',
    does: (done) => deleteKey(done, done.key),
  },
  'delete several keys': {
    door: 'POST /keys/bulk-delete',
    takes: { ids: draw.keys },
    does(done) {
      const { world, input, noteRefusal } = done
      const results = [...new Set(input.ids)].map((id) => {
        const key = findById(world.keys, id)
        const code = refusalToDelete(world, holderNow(done), key)
        if (code === undefined && key !== undefined) {
          deleteKey(done, key)
          return { id, deleted: true }
        }
        noteRefusal('key.delete', code ?? '')
        return { id, deleted: false, code }
      })
      return { results }
    },
  },
  'list deleted keys': {
    door: 'GET /deleted-keys',
    takes: { limit: draw.pageSize },
    lists: 'keys',
    does({ world, caller }) {
      const keys = [...world.deletedKeys].filter((key) => isRestorable(world, key) && seesKey(world, caller, key))
      return { keys: keys.map((key) => answers.deletedKeyOf(world, caller, key)) }
    },
  },
  'bring back a key': {
    door: 'POST /keys/:key/undelete',
    takes: { key: draw.deletedKey },
    recorded: 'key.undelete',
    weight: 6,
    does({ world, caller, deletedKey: key, note }) {
      world.deletedKeys.delete(key)
      key.deletion = null
      world.keys.add(key)
      note('key.undelete', placesOf(world, key), key.id)
      return answers.keyOf(world, caller, key)
    },
  },
  'disable a key': {
    door: 'PUT /keys/:key/disablement',
    takes: { key: draw.keyToSwitch, minutes: draw.perhaps(30, draw.minutes) },
    recorded: 'key.disable',
    weight: 8,
    does({ world, caller, key, input: { minutes }, note }) {
      const by = selfOf(caller)
      if (by === null) throw new Error('the table let through what it may not')
      const until = minutes === undefined ? null : world.now + minutes * 60_000
      if (until !== null || key.disabled?.until !== null || key.disabled.by !== by) {
        note('key.disable', placesOf(world, key), key.id)
        key.disabled = { by, byName: by.name, at: world.now, until }
      }
      return answers.keyOf(world, caller, key)
    },
  },
  'enable a key': {
    door: 'DELETE /keys/:key/disablement',
    takes: { key: draw.keyToSwitch },
    recorded: 'key.enable',
    weight: 8,
    does({ world, caller, key, note }) {
      if (isDisabled(world, key)) {
        note('key.enable', placesOf(world, key), key.id)
        key.disabled = null
      }
      return answers.keyOf(world, caller, key)
    },
  },
  'block a key': {
    door: 'PUT /keys/:key/blocks/:organization',
    takes: { organization: draw.organization, key: draw.key },
    recorded: 'key.block',
    weight: 3,
    does({ world, caller, key, organization, note }) {
      if (!key.blockedBy.has(organization)) note('key.block', [organization], key.id)
      key.blockedBy.add(organization)
      return answers.keyOf(world, caller, key)
    },
  },
  'unblock a key': {
    door: 'DELETE /keys/:key/blocks/:organization',
    takes: { organization: draw.organization, key: draw.key },
    recorded: 'key.unblock',
    does({ world, caller, key, organization, note }) {
      if (key.blockedBy.delete(organization)) note('key.unblock', [organization], key.id)
      return answers.keyOf(world, caller, key)
    },
  },
  'ask who one is': {
    door: 'GET /me',
    takes: {},
    does({ world, caller, caller: { key } }) {
      return { ...answers.holderOf(caller), key: key && answers.keyOf(world, caller, key) }
    },
  },
  'verify a token': {
    door: 'POST /verify',
    takes: {
      organization: draw.perhaps(35, draw.organization),
      team: draw.perhaps(60, draw.team),
      token: draw.token,
    },
    weight: 10,
    ends(ask) {
      const holder = verify(ask)
      return typeof holder === 'string' ? holder : 'valid'
    },
    does(done) {
      const { key } = done
      const holder = verify(done)
      if (typeof holder === 'string') return { valid: false, code: holder }
      key.isUsed = true
      const { principal, organizations, teams } = answers.holderOf(holder)
      const expiresAt = answers.time(key.expiresAt)
      return { valid: true, keyId: key.id, type: answers.typeOf(key), principal, organizations, teams, expiresAt }
    },
  },
} satisfies Record<string, Action>

function passes(world: World, key: Key, { input, organization }: Pick<Ask, 'input' | 'organization'>): boolean {
  const { type, state, owner, createdBefore, expiresBefore } = input
  return (
    (organization === undefined || placesOf(world, key).includes(organization)) &&
    (type === undefined || answers.typeOf(key) === type) &&
    (state === undefined || stateOf(world, key) === state) &&
    (owner === undefined || key.owner.id === owner) &&
    (createdBefore === undefined || key.createdAt < Date.parse(createdBefore)) &&
    (expiresBefore === undefined || (key.expiresAt !== null && key.expiresAt < Date.parse(expiresBefore)))
  )
}

function refusalToDelete(world: World, caller: Caller | undefined, key: Key | undefined): string | undefined {
  if (caller === undefined) return 'UNAUTHENTICATED'
  if (key === undefined || !seesKey(world, caller, key)) return 'KEY_NOT_FOUND'
  return managesKey(world, caller, key) ? undefined : 'FORBIDDEN'
}
