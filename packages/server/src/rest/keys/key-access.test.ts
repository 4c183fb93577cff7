import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person, TestKey } from '../../../testing/accounts.ts'
import {
  createKey,
  getKey,
  isAccepted,
  listKeyIds,
  refusal,
  verify,
  withoutIncidentals,
} from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

describe.each(testStores)('who may do what with a key on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  /** Administers acme only, and not the instance. */
  let admin: Person
  let member: Person
  /** A member of acme who is a member elsewhere, too. */
  let traveller: Person
  let stranger: Person

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    member = await app.addPerson('member', { acme: 'member' })
    traveller = await app.addPerson('traveller', { acme: 'member', birch: 'member' })
    stranger = await app.addPerson('stranger', { birch: 'admin' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const rename = (token: string, id: string) =>
    app.call('PATCH', `/api/v1/keys/${id}`, { token, body: { name: 'renamed' } })
  const remove = (token: string, id: string) => app.call('DELETE', `/api/v1/keys/${id}`, { token })

  describe('a key of someone else', () => {
    // An ID that differs from a real one in one character.
    const unknownIdLike = (id: string) => (id.endsWith('0') ? `${id.slice(0, -1)}1` : `${id.slice(0, -1)}0`)

    it.each([
      ['GET', undefined],
      ['PATCH', { name: 'mine now' }],
      ['DELETE', undefined],
    ])('answers %s to whoever may not see it exactly as a key that does not exist', async (method, body) => {
      const call = (id: string) => app.call(method, `/api/v1/keys/${id}`, { token: member.token, body })
      const existing = await call(admin.keyId)
      expect(existing).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
      expect(withoutIncidentals(existing)).toEqual(withoutIncidentals(await call(unknownIdLike(admin.keyId))))
      expect(await isAccepted(app, admin.token)).toBe(true)
    })

    it('is told apart from an unknown one neither by bulk deletion nor by lists', async () => {
      const ids = [admin.keyId, unknownIdLike(admin.keyId)]
      const answer = await app.call('POST', '/api/v1/keys/bulk-delete', { token: member.token, body: { ids } })
      const results = ids.map((id) => ({ id, deleted: false, code: 'KEY_NOT_FOUND' }))
      expect(answer.body).toEqual({ results, receipt: null })
      for (const query of ids) expect(await listKeyIds(app, member.token, { query })).toEqual([])
    })

    it('cannot be made', async () => {
      for (const owner of [admin.user.id, 'usr_nobody', '']) {
        const answer = await app.call('POST', '/api/v1/keys', {
          token: app.ada.token,
          body: { name: 'for you', owner },
        })
        expect(answer).toMatchObject(refusal(403, 'OWNER_NOT_ALLOWED'))
      }
    })
  })

  describe('an organization admin', () => {
    it('sees the keys of everybody in the organization, and none of others', async () => {
      const elsewhere = (await app.addKey(traveller.user, { organization: 'birch' })).key.id
      const here = (await app.addKey(traveller.user, { organization: 'acme' })).key.id
      const seen = await listKeyIds(app, admin.token)
      expect(seen).toEqual(expect.arrayContaining([admin.keyId, member.keyId, traveller.keyId, here]))
      expect(seen).not.toContain(elsewhere)
      expect(seen).not.toContain(stranger.keyId)
      expect(await rename(admin.token, elsewhere)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
      expect(await getKey(app, admin.token, traveller.keyId)).toMatchObject({ owner: { username: 'traveller' } })
    })

    it('renames and deletes personal keys of those who belong to that organization alone', async () => {
      const { key, token } = await app.addKey(member.user)
      expect(await rename(admin.token, key.id)).toMatchObject({ status: 200, body: { name: 'renamed' } })
      expect(await remove(admin.token, key.id)).toMatchObject({ status: 200 })
      expect(await isAccepted(app, token)).toBe(false)
    })

    it('sees but cannot rename or delete a personal key that reaches an organization of others, too', async () => {
      expect(await rename(admin.token, traveller.keyId)).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await remove(admin.token, traveller.keyId)).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await isAccepted(app, traveller.token)).toBe(true)
    })

    it('deletes any key that reaches that organization only, whoever owns it', async () => {
      const { key, token } = await app.addKey(traveller.user, { organization: 'acme' })
      expect(await remove(admin.token, key.id)).toMatchObject({ status: 200 })
      expect(await isAccepted(app, token)).toBe(false)
    })
  })

  it('lets the instance admin see and delete every key', async () => {
    const { key, token } = await app.addKey(stranger.user, { organization: 'birch' })
    const seen = await listKeyIds(app, app.ada.token, { limit: '200' })
    expect(seen).toEqual(expect.arrayContaining([key.id, stranger.keyId, traveller.keyId]))
    expect(await remove(app.ada.token, key.id)).toMatchObject({ status: 200 })
    expect(await isAccepted(app, token)).toBe(false)
  })

  describe('a key of one organization', () => {
    let confined: TestKey
    beforeAll(async () => {
      confined = await app.addKey(traveller.user, { organization: 'acme' })
    })

    it('reaches that organization, and no other of its owner', async () => {
      expect(confined.key.organization).toEqual({ id: app.acme.id, name: 'acme' })
      const me = await app.call('GET', '/api/v1/me', { token: confined.token })
      expect(me.body).toMatchObject({
        organizations: [{ name: 'acme' }],
        key: { type: 'organization', organization: { name: 'acme' } },
      })
      const ask = (organization: string) => verify(app, app.ada.token, { token: confined.token, organization })
      expect(await ask('acme')).toMatchObject({ valid: true, type: 'organization', organizations: [{ name: 'acme' }] })
      expect(await ask('birch')).toEqual({ valid: false, code: 'FORBIDDEN', requestId: expect.any(String) })
    })

    it('makes keys that reach no more than itself', async () => {
      const { key } = await createKey(app, confined.token)
      expect(key).toMatchObject({ type: 'organization', organization: { name: 'acme' } })
      const wider = await app.call('POST', '/api/v1/keys', {
        token: confined.token,
        body: { name: 'wider', organization: 'birch' },
      })
      expect(wider).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    })

    it('finds and manages only its owner’s keys of that organization', async () => {
      const birch = (await app.addKey(traveller.user, { organization: 'birch' })).key.id
      const seen = await listKeyIds(app, confined.token)
      expect(seen).toContain(confined.key.id)
      expect(seen).not.toContain(traveller.keyId)
      expect(seen).not.toContain(birch)
      for (const id of [traveller.keyId, birch]) {
        expect(await rename(confined.token, id)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
        expect(await remove(confined.token, id)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
      }
      const sibling = await app.addKey(traveller.user, { organization: 'acme' })
      expect(await remove(confined.token, sibling.key.id)).toMatchObject({ status: 200 })
    })

    it('carries none of its owner’s power over the instance', async () => {
      const own = await app.addKey(app.ada.user, { organization: 'acme' })
      expect(await listKeyIds(app, own.token)).not.toContain(stranger.keyId)
      expect(await remove(own.token, stranger.keyId)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
      const answer = await app.call('POST', '/api/v1/verify', {
        token: own.token,
        body: { token: stranger.token, organization: 'birch' },
      })
      expect(answer).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    })

    it('is named by ID or by name in any letter case, and made only for an organization of the caller', async () => {
      for (const organization of [app.acme.id, 'acme', 'ACME']) {
        expect((await createKey(app, member.token, { organization })).key.organization).toEqual({
          id: app.acme.id,
          name: 'acme',
        })
      }
      const [others, unknown] = await Promise.all(
        ['birch', 'nowhere'].map((organization) =>
          app.call('POST', '/api/v1/keys', { token: member.token, body: { name: 'x', organization } }),
        ),
      )
      expect(others).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
      expect(others && withoutIncidentals(others)).toEqual(unknown && withoutIncidentals(unknown))
    })
  })

  describe('bulk deletion', () => {
    it('deletes what it may, says why not for the rest, and counts a repeated ID once', async () => {
      const own = await app.addKey(admin.user)
      const ofMember = await app.addKey(member.user)
      const ids = [own.key.id, traveller.keyId, own.key.id, stranger.keyId, 'no-key-id', ofMember.key.id]
      const answer = await app.call('POST', '/api/v1/keys/bulk-delete', { token: admin.token, body: { ids } })
      expect(answer).toMatchObject({
        status: 200,
        body: {
          results: [
            { id: own.key.id, deleted: true },
            { id: traveller.keyId, deleted: false, code: 'FORBIDDEN' },
            { id: stranger.keyId, deleted: false, code: 'KEY_NOT_FOUND' },
            { id: 'no-key-id', deleted: false, code: 'KEY_NOT_FOUND' },
            { id: ofMember.key.id, deleted: true },
          ],
        },
      })
      expect((answer.body as { results: unknown[] }).results).toHaveLength(5)
      expect(await isAccepted(app, own.token)).toBe(false)
      expect(await isAccepted(app, ofMember.token)).toBe(false)
      expect(await isAccepted(app, traveller.token)).toBe(true)
    })

    it.each([
      ['no IDs', []],
      ['201 IDs', Array.from({ length: 201 }, (_, place) => String(place).padStart(16, '0'))],
      ['an empty ID', ['']],
      ['something that is no list', 'all'],
    ])('refuses %s', async (_what, ids) => {
      const answer = await app.call('POST', '/api/v1/keys/bulk-delete', { token: admin.token, body: { ids } })
      expect(answer).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    })

    it('takes 200 IDs', async () => {
      const ids = Array.from({ length: 200 }, (_, place) => String(place).padStart(16, '0'))
      const answer = await app.call('POST', '/api/v1/keys/bulk-delete', { token: admin.token, body: { ids } })
      expect(answer.status).toBe(200)
    })

    it('does not repeat a token that was given for an ID', async () => {
      const { token } = await app.addKey(member.user)
      const answer = await app.call('POST', '/api/v1/keys/bulk-delete', { token: member.token, body: { ids: [token] } })
      expect(answer.text).not.toContain(token)
    })
  })
})
