import type {
  ApiKey,
  ListedRotation,
  NewRotation,
  RotatingConsumer,
  RotationChanges,
  RotationView,
} from '@keystead/sdk'
import { type Call, type Handler, page, Refusal, removeKeys } from './call.ts'
import { newToken, type Stored } from './world.ts'

// One key takes the place of another: as much of it as can be looked at.

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const at = (ago: number) => new Date(Date.now() - ago).toISOString()

type State = RotatingConsumer['state']
type Row = readonly [
  state: State,
  label: string | null,
  address: string,
  program: readonly [name: string, version: string, runtime: string | null],
  everyMs: number | null,
  oldMs: number,
  newMs: number | null,
]

const rows: readonly Row[] = [
  ['waiting', 'etl-cron', '10.2.0.7', ['wandb', '0.21.4', 'python 3.11'], 6 * hour, 2 * hour, null],
  ['missing', null, '198.51.100.23', ['curl', '8.14.1', null], 7 * day, 17 * day, null],
  ['settling', 'nightly-evaluation', '10.2.0.40', ['wandb', '0.30.0', 'python 3.13'], day, 20 * hour, 3 * hour],
  ['moved', 'ci-main', '10.2.0.31', ['wandb', '0.30.0', 'python 3.13'], 20 * minute, 9 * day, 4 * minute],
  ['moved', 'ci-release', '10.2.0.32', ['wandb', '0.30.0', 'python 3.13'], 4 * hour, 8 * day, 3 * hour],
  ['moved', '推論サーバー', '10.4.1.12', ['node', '24.11.0', null], 3_000, 8 * day, 2_000],
  ['moved', 'sweeps', '10.2.0.44', ['wandb', '0.30.0', 'python 3.13'], hour, 6 * day, 40 * minute],
  ['moved', null, '192.0.2.81', ['wandb', '0.28.0', 'python 3.12'], day, 11 * day, 5 * hour],
  ['gone', 'old-scheduler', '10.1.0.9', ['wandb', '0.18.7', 'python 3.9'], day, 120 * day, null],
]

const isMoved = ({ state }: Pick<RotatingConsumer, 'state'>) => state === 'moved' || state === 'gone'

function toConsumer([state, label, address, program, everyMs, oldMs, newMs]: Row, place: number): RotatingConsumer {
  const [name, version, runtime] = program
  const sighting = (lastMs: number, firstMs: number, count: number) => ({
    firstSeenAt: at(firstMs),
    lastSeenAt: at(lastMs),
    count,
  })
  return {
    id: `con_${String(place).padStart(32, '0')}`,
    state,
    doubt: label === null ? 'shared_address' : null,
    label,
    network: address.replace(/\d+$/, '0/24'),
    lastAddress: address,
    program: { name, version, runtime },
    verifier: null,
    usualIntervalMs: everyMs,
    old: sighting(oldMs, 200 * day, 1_204),
    new: newMs === null ? null : sighting(newMs, 9 * day, 80),
    markedGone: false,
    movesFrom: at(oldMs - 1.5 * (everyMs ?? day) - day),
    silentFrom: at(oldMs - 183 * day),
    provenFrom: state === 'moved' ? at(-12 * day) : null,
  }
}

const fleet = rows.map(toConsumer)

/** A rotation, with its consumers apart: how far it is follows from them. */
export type StoredRotation = Stored<Omit<RotationView, 'oldKey' | 'newKey' | 'progress'>> & {
  consumers: RotatingConsumer[]
}

/** Two that are under way, and three that are over. */
export function createRotations(keys: Stored<ApiKey>[], newKeyId: () => string): StoredRotation[] {
  const replace = (
    name: string,
    state: RotationView['state'],
    consumers: RotatingConsumer[],
    more: Partial<StoredRotation> = {},
  ): StoredRotation[] => {
    const oldKey = keys.find((key) => key.name === name)
    if (!oldKey) return []
    const isOpen = state === 'open' || state === 'ready'
    const id = `rot_${oldKey.id}`
    const oldKeyId = isOpen ? oldKey.id : newKeyId()
    const newKeyIdOfIt = isOpen ? newKeyId() : oldKey.id
    if (isOpen) {
      oldKey.rotationId = id
      keys.push({ ...oldKey, id: newKeyIdOfIt, createdAt: at(9 * day), lastUsedAt: at(2_000) })
    }
    return [
      {
        ...{ id, state, oldKeyId, newKeyId: newKeyIdOfIt, completion: 'manual', deadline: null, openedAt: at(9 * day) },
        openedBy: 'usr_ada',
        readyAt: state === 'ready' ? at(day) : null,
        stuckAt: null,
        endedAt: isOpen ? null : at(3 * day),
        consumers,
        ...more,
      },
    ]
  }
  const own = keys.find(({ name }) => name === 'laptop-training')
  // One that no other page is about: there are two of that name from now on.
  if (own) keys.push({ ...own, id: newKeyId(), name: 'render-farm', createdAt: at(120 * day), lastUsedAt: at(8 * day) })
  return [
    ...replace('edge-gateway', 'open', fleet, { deadline: { at: at(-21 * day), then: 'extend' } }),
    ...replace('render-farm', 'ready', fleet.slice(3, 5), { completion: 'automatic' }),
    ...replace('laptop-training', 'completed', [], { openedAt: at(60 * day) }),
    ...replace('sweeps', 'revoked', [], { openedAt: at(80 * day) }),
  ]
}

function rotationOf(call: Call): StoredRotation {
  const found = call.world.rotations.find(({ id }) => id === call.params[0])
  if (!found) throw new Refusal(404, 'ROTATION_NOT_FOUND')
  return found
}

function view(call: Call, { consumers, ...rotation }: StoredRotation): RotationView {
  const keyOf = (id: string) => call.world.keys.find((key) => key.id === id) ?? null
  const [oldKey, newKey] = [keyOf(rotation.oldKeyId), keyOf(rotation.newKeyId)]
  const moved = consumers.filter(isMoved).length
  const ready = newKey?.lastUsedAt != null && moved === consumers.length
  return {
    ...rotation,
    state: rotation.endedAt === null ? (ready ? 'ready' : 'open') : rotation.state,
    oldKey,
    newKey,
    progress:
      rotation.endedAt === null
        ? {
            ...{ moved, total: consumers.length, ready, proven: false },
            doubts: newKey?.lastUsedAt ? ['consumers'] : ['new_key_unseen', 'consumers'],
            provenFrom: ready ? at(-12 * day) : null,
            consumers,
          }
        : null,
  }
}

function open(call: Call, item: Stored<ApiKey>) {
  const { world } = call
  const body = call.body as unknown as NewRotation
  if (item.rotationId !== null) throw new Refusal(409, 'ROTATION_UNDER_WAY')
  const key: Stored<ApiKey> = { ...item, id: world.newKeyId(), createdAt: at(0), lastUsedAt: null }
  const rotation: StoredRotation = {
    ...{ id: world.newId('rot'), state: body.revokeNow ? 'revoked' : 'open', oldKeyId: item.id, newKeyId: key.id },
    ...{ completion: body.completion ?? 'manual', deadline: body.deadline ?? null },
    ...{ openedAt: at(0), openedBy: world.me.principal.id, readyAt: null, stuckAt: null },
    endedAt: body.revokeNow ? at(0) : null,
    consumers: item.lastUsedAt === null ? [] : fleet.slice(0, 1),
  }
  item.rotationId = key.rotationId = body.revokeNow ? null : rotation.id
  world.keys.unshift(key)
  if (body.revokeNow) removeKeys(call, ({ id }) => id === item.id)
  world.rotations.unshift(rotation)
  const { consumers: _, ...told } = rotation
  return { rotation: told, key, token: newToken(key.id) }
}

const end = (state: 'completed' | 'cancelled' | 'revoked') => (call: Call) => {
  const rotation = rotationOf(call)
  Object.assign(rotation, { state, endedAt: at(0) })
  removeKeys(call, ({ id }) => id === (state === 'cancelled' ? rotation.newKeyId : rotation.oldKeyId))
  for (const key of call.world.keys) if (key.rotationId === rotation.id) key.rotationId = null
  return rotation
}

const mark = (markedGone: boolean) => (call: Call) => {
  const rotation = rotationOf(call)
  rotation.consumers = rotation.consumers.map((each) =>
    each.id === call.params[1] ? { ...each, markedGone, state: markedGone ? 'gone' : 'waiting' } : each,
  )
  return rotation
}

export const rotationRoutes: readonly [string, string, Handler][] = [
  [
    'POST',
    '/keys/:id/rotations',
    (call) => {
      const item = call.world.keys.find(({ id }) => id === call.params[0])
      if (!item) throw new Refusal(404, 'KEY_NOT_FOUND')
      return { status: 201, body: open(call, item) }
    },
  ],
  [
    'POST',
    '/service-accounts/:id/rotations',
    (call) => {
      const keys = call.world.keys.filter(({ owner, rotationId }) => owner.id === call.params[0] && rotationId === null)
      const results = keys.map((item) => ({ keyId: item.id, opened: open(call, item) }))
      return { status: 201, body: { results } }
    },
  ],
  [
    'GET',
    '/rotations',
    (call) => {
      const { world, query } = call
      const found = world.rotations.flatMap((each): ListedRotation[] => {
        const { oldKey, newKey, progress: _, ...rotation } = view(call, each)
        const key = newKey ?? oldKey
        const isWanted =
          (query.get('state') ?? rotation.state) === rotation.state &&
          [null, rotation.oldKeyId, rotation.newKeyId].includes(query.get('keyId')) &&
          (query.get('owner') ?? key?.owner.id) === key?.owner.id
        return isWanted && key ? [{ ...rotation, key }] : []
      })
      return page('rotations', found, call)
    },
  ],
  ['GET', '/rotations/:id', (call) => view(call, rotationOf(call))],
  ['PATCH', '/rotations/:id', (call) => Object.assign(rotationOf(call), call.body as RotationChanges)],
  ['POST', '/rotations/:id/complete', end('completed')],
  ['POST', '/rotations/:id/cancel', end('cancelled')],
  ['POST', '/rotations/:id/revoke', end('revoked')],
  ['PUT', '/rotations/:id/gone-consumers/:consumer', mark(true)],
  ['DELETE', '/rotations/:id/gone-consumers/:consumer', mark(false)],
]
