import type { KeyId } from '@keystead/core'
import type { Person } from '../accounts.ts'
import type { AuditWorld } from './audit-world.ts'
import type { Row } from './changes.ts'

type Opened = { readonly rotation: { readonly id: string }; readonly token: string }

/** A rotation of the key of somebody in acme and birch, with both keys used or only the old one. */
async function openRotation({ app, person, as, get }: AuditWorld, isNewKeyUsed = false) {
  const owner = await person({ acme: 'member', birch: 'viewer' })
  const { rotation, token } = await get<Opened>(as(owner)('POST', `/keys/${owner.keyId}/rotations`, {}))
  // The owner has used the old key by now.
  if (isNewKeyUsed) await get(as({ token })('GET', '/me'))
  await app.usage.flush()
  return { owner, id: rotation.id }
}

const inBoth = (...actions: string[]) => actions.flatMap((action) => [`${action} in acme`, `${action} in birch`]).sort()

async function consumerOf({ app }: AuditWorld, { keyId }: Person): Promise<string> {
  const [consumer] = await app.instance.store.listConsumers(keyId as KeyId)
  if (consumer === undefined) throw new Error('nobody was seen')
  return consumer.id
}

export const rotationChanges: readonly Row[] = [
  [
    'a rotation that is opened',
    async ({ person, as }) => {
      const owner = await person({ acme: 'member', birch: 'viewer' })
      return {
        call: () => as(owner)('POST', `/keys/${owner.keyId}/rotations`, {}),
        events: inBoth('key.create', 'rotation.open'),
      }
    },
  ],
  [
    'a key whose token has leaked',
    async ({ app, person, as }) => {
      const owner = await person({ acme: 'member', birch: 'viewer' })
      const { key } = await app.addKey(owner.user, { organization: 'acme' })
      return {
        call: () => as(owner)('POST', `/keys/${key.id}/rotations`, { revokeNow: true }),
        events: ['key.create in acme', 'key.delete in acme', 'rotation.open in acme', 'rotation.revoke in acme'],
      }
    },
  ],
  [
    'a rotation that gets a deadline',
    async (world) => {
      const { owner, id } = await openRotation(world)
      const deadline = { at: new Date(world.app.clock.now() + 60_000).toISOString(), then: 'alert' }
      return {
        call: () => world.as(owner)('PATCH', `/rotations/${id}`, { deadline }),
        events: inBoth('rotation.change'),
      }
    },
  ],
  [
    'a rotation that is completed',
    async (world) => {
      const { owner, id } = await openRotation(world, true)
      const { token } = await world.app.addKey(owner.user)
      return {
        call: () => world.as({ token })('POST', `/rotations/${id}/complete`, { evenIfUsed: true }),
        events: inBoth('key.delete', 'rotation.complete'),
      }
    },
  ],
  [
    'a rotation that is cancelled',
    async (world) => {
      const { owner, id } = await openRotation(world)
      return {
        call: () => world.as(owner)('POST', `/rotations/${id}/cancel`, {}),
        events: inBoth('key.delete', 'rotation.cancel'),
      }
    },
  ],
  [
    'a rotation whose old key is revoked',
    async (world) => {
      const { owner, id } = await openRotation(world)
      const { token } = await world.app.addKey(owner.user)
      return {
        call: () => world.as({ token })('POST', `/rotations/${id}/revoke`),
        events: inBoth('key.delete', 'rotation.revoke'),
      }
    },
  ],
  [
    'a consumer that will not come back',
    async (world) => {
      const { owner, id } = await openRotation(world)
      const path = `/rotations/${id}/gone-consumers/${await consumerOf(world, owner)}`
      return { call: () => world.as(owner)('PUT', path), events: inBoth('rotation.mark_gone') }
    },
  ],
  [
    'a consumer that may come back after all',
    async (world) => {
      const { owner, id } = await openRotation(world)
      const path = `/rotations/${id}/gone-consumers/${await consumerOf(world, owner)}`
      return { call: () => world.as(owner)('DELETE', path), events: inBoth('rotation.unmark_gone') }
    },
  ],
]
