import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../testing/call.ts'
import { bodyOf, createKey, isAccepted, listKeyIds, refusal, restOf, verify } from '../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

// Each race is run several times: one round may happen to go one way only.
const rounds = Array.from({ length: 5 }, (_, round) => round)

const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort()
const codeOf = ({ body }: Answer) => (body as { code?: string }).code

// Two apps, as two servers behind a balancer: neither can keep order for the other in its memory.
describe.each(testStores)('what happens at the same moment, on two apps with one $name database', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let other: TestApp
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    other = await startTestApp(opened.store, { beside: app })
  })
  afterAll(async () => {
    await other.close()
    await app.close()
    await opened.close()
  })

  const as = (caller: { token: string }) => restOf(app, caller)
  const elsewhereAs = (caller: { token: string }) => restOf(other, caller)
  const adminsOf = async (organization: string) => {
    const answer = await as(app.ada)('GET', `/organizations/${organization}/members`)
    const { members } = bodyOf<{ members: { user: { username: string }; role: string }[] }>(answer, 200)
    return members.filter(({ role }) => role === 'admin').map(({ user }) => user.username)
  }

  it.each(rounds)(
    'two admins who demote each other: exactly one does, and the other is an admin no more (%i)',
    async (round) => {
      const place = `pair-${round}`
      const one = await app.addPerson(`pair-one-${round}`, { [place]: 'admin' })
      const two = await app.addPerson(`pair-two-${round}`, { [place]: 'admin' })
      const at = (user: string) => `/organizations/${place}/members/${user}`
      const answers = await Promise.all([
        as(one)('PATCH', at(two.user.username), { role: 'member' }),
        elsewhereAs(two)('PATCH', at(one.user.username), { role: 'member' }),
      ])
      expect(statusesOf(answers)).toEqual([200, 403])
      expect(await adminsOf(place)).toHaveLength(1)
    },
  )

  it.each(rounds)(
    'three admins who demote each other in a circle: one of them is left at least (%i)',
    async (round) => {
      const place = `circle-${round}`
      const names = ['a', 'b', 'c'].map((name) => `circle-${name}-${round}`)
      const people = []
      for (const name of names) people.push(await app.addPerson(name, { [place]: 'admin' }))
      const answers = await Promise.all(
        people.map((person, index) => {
          const door = index === 1 ? elsewhereAs(person) : as(person)
          return door('PATCH', `/organizations/${place}/members/${names[(index + 1) % 3]}`, { role: 'viewer' })
        }),
      )
      const demoted = answers.filter(({ status }) => status === 200).length
      for (const answer of answers.filter(({ status }) => status !== 200)) {
        expect(['FORBIDDEN', 'LAST_ORGANIZATION_ADMIN']).toContain(codeOf(answer))
      }
      expect(demoted).toBeGreaterThanOrEqual(1)
      expect(await adminsOf(place)).toHaveLength(3 - demoted)
    },
  )

  it.each(rounds)(
    'an admin who leaves while the other one is demoted, or leaves too: one of them stays (%i)',
    async (round) => {
      const place = `leave-${round}`
      const one = await app.addPerson(`leave-one-${round}`, { [place]: 'admin' })
      const two = await app.addPerson(`leave-two-${round}`, { [place]: 'admin' })
      const at = (user: string) => `/organizations/${place}/members/${user}`
      const answers = await Promise.all([
        as(one)('DELETE', at(one.user.username)),
        round % 2 === 0
          ? elsewhereAs(two)('DELETE', at(two.user.username))
          : elsewhereAs(two)('PATCH', at(two.user.username), { role: 'member' }),
      ])
      expect(statusesOf(answers)).toEqual([200, 409])
      expect(answers.map(codeOf)).toContain('LAST_ORGANIZATION_ADMIN')
      expect(await adminsOf(place)).toHaveLength(1)
    },
  )

  it.each(rounds)('two admins of the instance who remove each other: one of them stays (%i)', async (round) => {
    const rights = { instanceAdmin: true }
    const one = await app.addPerson(`root-one-${round}`, {}, rights)
    const two = await app.addPerson(`root-two-${round}`, {}, rights)
    const answers = await Promise.all([
      as(one)('DELETE', `/users/${two.user.id}`),
      elsewhereAs(two)('DELETE', `/users/${one.user.id}`),
    ])
    // The one who was removed meanwhile has no key any more.
    expect(statusesOf(answers)).toEqual([200, 401])
    const accepted = [await isAccepted(app, one.token), await isAccepted(other, two.token)]
    expect(accepted.filter(Boolean)).toHaveLength(1)
  })

  it.each(rounds)(
    'a policy that is switched on while keys are made: none is made after its answer (%i)',
    async (round) => {
      const place = `policy-${round}`
      const admin = await app.addPerson(`policy-admin-${round}`, { [place]: 'admin' })
      const viewer = await app.addPerson(`policy-viewer-${round}`, { [place]: 'viewer' })
      const policy = round % 2 === 0 ? 'disableKeyCreation' : 'disableViewerKeyCreation'
      const path = `/organizations/${place}/policies`
      let isOn = false
      const switched = elsewhereAs(admin)('PATCH', path, { [policy]: true }).then((answer) => {
        isOn = true
        return answer
      })
      const made: boolean[] = []
      await Promise.all(
        Array.from({ length: 6 }, async () => {
          for (let attempt = 0; attempt < 4; attempt += 1) {
            const wasOn = isOn
            const answer = await as(viewer)('POST', '/keys', { name: 'racing' })
            expect([201, 403]).toContain(answer.status)
            if (answer.status === 201) made.push(wasOn)
          }
        }),
      )
      expect((await switched).status).toBe(200)
      expect(made.filter((afterwards) => afterwards)).toEqual([])
      expect((await as(viewer)('POST', '/keys', { name: 'late' })).status).toBe(403)
    },
  )

  it.each(rounds)(
    'a member who is removed while their key is checked: not accepted for the organization any more (%i)',
    async (round) => {
      const place = `check-${round}`
      const admin = await app.addPerson(`check-admin-${round}`, { [place]: 'admin' })
      const leaver = await app.addPerson(`check-leaver-${round}`, { [place]: 'member', acme: 'member' })
      const confined = await createKey(app, leaver.token, { organization: place })
      let isRemoved = false
      const removed = as(admin)('DELETE', `/organizations/${place}/members/${leaver.user.username}`).then((answer) => {
        isRemoved = true
        return answer
      })
      const late: unknown[] = []
      const check = async (token: string) => {
        for (let attempt = 0; attempt < 8; attempt += 1) {
          const wasRemoved = isRemoved
          const answer = await verify(other, admin.token, { token, organization: place })
          if (answer.valid === true && wasRemoved) late.push(answer)
        }
      }
      await Promise.all([check(leaver.token), check(confined.token), check(leaver.token)])
      expect(await removed).toMatchObject({ status: 200, body: { deletedKeys: [{ id: confined.key.id }] } })
      expect(late).toEqual([])
      for (const { token } of [leaver, confined]) {
        expect(await verify(other, admin.token, { token, organization: place })).toMatchObject({ valid: false })
      }
      expect(await isAccepted(other, leaver.token)).toBe(true)
    },
  )

  it.each([
    ['the organization blocks it', 'PUT', 'keys', undefined],
    ['the organization takes personal keys no more', 'PATCH', 'policies', { enforceOrganizationKeys: true }],
    ['its owner is taken out of the team', 'DELETE', 'member', undefined],
    ['the team is deleted', 'DELETE', 'team', undefined],
  ] as const)('a key that is checked for a team while %s: not accepted any more', async (_what, method, on, body) => {
    for (const round of rounds) {
      const place = `reach-${on}-${round}`
      const owner = await app.addPerson(`reach-${on}-owner-${round}`, { [place]: 'member' })
      await app.addTeam(place, 'fleet', { [owner.user.username]: 'member' })
      const path = {
        keys: `/keys/${owner.keyId}/blocks/${place}`,
        policies: `/organizations/${place}/policies`,
        member: `/organizations/${place}/teams/fleet/members/${owner.user.username}`,
        team: `/organizations/${place}/teams/fleet`,
      }[on]
      let isDone = false
      const done = as(app.ada)(method, path, body && { ...body, confirmation: place }).then((answer) => {
        isDone = true
        return answer
      })
      const late: unknown[] = []
      const check = async () => {
        for (let attempt = 0; attempt < 6; attempt += 1) {
          const wasDone = isDone
          const answer = await verify(other, app.ada.token, { token: owner.token, organization: place, team: 'fleet' })
          if (answer.valid === true && wasDone) late.push(answer)
        }
      }
      await Promise.all([check(), check(), check()])
      expect((await done).status).toBe(200)
      expect(late).toEqual([])
      await check()
      expect(late).toEqual([])
    }
  })

  it.each(rounds)(
    'a member who is removed while they make keys: none is left of those that reached it alone (%i)',
    async (round) => {
      const place = `maker-${round}`
      const admin = await app.addPerson(`maker-admin-${round}`, { [place]: 'admin' })
      const leaver = await app.addPerson(`maker-leaver-${round}`, { [place]: 'member' })
      const [removed, ...created] = await Promise.all([
        as(admin)('DELETE', `/organizations/${place}/members/${leaver.user.username}`),
        ...Array.from({ length: 8 }, (_, index) =>
          (index % 2 === 0 ? as(leaver) : elsewhereAs(leaver))('POST', '/keys', { name: 'x', organization: place }),
        ),
      ])
      expect(removed.status).toBe(200)
      for (const answer of created) {
        if (answer.status === 201)
          expect(await isAccepted(other, bodyOf<{ token: string }>(answer, 201).token)).toBe(false)
        else expect(answer).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
      }
      expect(await listKeyIds(app, leaver.token)).toEqual([leaver.keyId])
    },
  )

  it.each(rounds)('a key that several delete: one does, the others find none (%i)', async (round) => {
    const owner = await app.addPerson(`deleter-${round}`, { acme: 'member' })
    const { key, token } = await createKey(app, owner.token)
    const answers = await Promise.all(
      [as(owner), elsewhereAs(owner), as(app.ada), elsewhereAs(app.ada)].map((door) =>
        door('DELETE', `/keys/${key.id}`),
      ),
    )
    expect(statusesOf(answers)).toEqual([200, 404, 404, 404])
    expect(new Set(answers.map(codeOf))).toEqual(new Set([undefined, 'KEY_NOT_FOUND']))
    expect(await isAccepted(app, token)).toBe(false)
  })

  it.each(rounds)(
    'a key that is blocked by several and taken back by others: it ends as the last one left it (%i)',
    async (round) => {
      const owner = await app.addPerson(`blocked-${round}`, { acme: 'member' })
      const path = `/keys/${owner.keyId}/blocks/acme`
      const answers = await Promise.all(
        ['PUT', 'DELETE', 'PUT', 'DELETE', 'PUT'].map((method, index) =>
          (index % 2 === 0 ? as(app.ada) : elsewhereAs(app.ada))(method, path),
        ),
      )
      expect(statusesOf(answers)).toEqual([200, 200, 200, 200, 200])
      expect(await as(app.ada)('PUT', path)).toMatchObject({ status: 200 })
      expect(await verify(other, app.ada.token, { token: owner.token, organization: 'acme' })).toMatchObject({
        valid: false,
      })
    },
  )

  it.each(rounds)('a key that is blocked while it is deleted: it is gone, blocked or not (%i)', async (round) => {
    const owner = await app.addPerson(`vanishing-${round}`, { acme: 'member' })
    const { key, token } = await createKey(app, owner.token)
    const [deleted, ...blocked] = await Promise.all([
      as(owner)('DELETE', `/keys/${key.id}`),
      elsewhereAs(app.ada)('PUT', `/keys/${key.id}/blocks/acme`),
      as(app.ada)('PUT', `/keys/${key.id}/blocks/acme`),
      elsewhereAs(app.ada)('DELETE', `/keys/${key.id}/blocks/acme`),
    ])
    expect(deleted.status).toBe(200)
    for (const answer of blocked) {
      if (answer.status !== 200) expect(answer).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    }
    expect(await isAccepted(other, token)).toBe(false)
  })

  it.each(rounds)(
    'a service account that is deleted while keys are made for it: none is left, none is accepted (%i)',
    async (round) => {
      const machine = await app.addMachine(`doomed-${round}`, { organization: 'acme' })
      const { id } = machine.serviceAccount
      const [deleted, ...created] = await Promise.all([
        as(app.ada)('DELETE', `/service-accounts/${id}`),
        ...Array.from({ length: 8 }, (_, index) =>
          index % 2 === 0
            ? elsewhereAs(app.ada)('POST', '/keys', { name: 'x', owner: id })
            : as(machine)('POST', '/keys', { name: 'x' }),
        ),
      ])
      expect(deleted.status).toBe(200)
      for (const answer of created) {
        if (answer.status === 201)
          expect(await isAccepted(other, bodyOf<{ token: string }>(answer, 201).token)).toBe(false)
        else expect(['OWNER_NOT_ALLOWED', 'UNAUTHENTICATED']).toContain(codeOf(answer))
      }
      expect(await isAccepted(other, machine.token)).toBe(false)
      expect(await listKeyIds(app, app.ada.token, { owner: id })).toEqual([])
    },
  )

  it.each(rounds)('a user who is removed while they make keys: none is left, none is accepted (%i)', async (round) => {
    const leaver = await app.addPerson(`user-${round}`, { acme: 'member' })
    const [removed, ...created] = await Promise.all([
      as(app.ada)('DELETE', `/users/${leaver.user.id}`),
      ...Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? elsewhereAs(leaver) : as(leaver))('POST', '/keys', { name: 'x' }),
      ),
    ])
    expect(removed.status).toBe(200)
    for (const answer of created) {
      if (answer.status === 201)
        expect(await isAccepted(other, bodyOf<{ token: string }>(answer, 201).token)).toBe(false)
      else expect(['OWNER_NOT_ALLOWED', 'UNAUTHENTICATED']).toContain(codeOf(answer))
    }
    expect(await isAccepted(other, leaver.token)).toBe(false)
    expect(await listKeyIds(app, app.ada.token, { owner: leaver.user.id })).toEqual([])
  })

  it.each(rounds)(
    'a user who joins an organization while they are removed: nothing of them is left (%i)',
    async (round) => {
      const place = `join-${round}`
      const admin = await app.addPerson(`join-admin-${round}`, { [place]: 'admin' })
      const joiner = await app.addPerson(`joiner-${round}`, {})
      const invited = await as(admin)('POST', `/organizations/${place}/invitations`, {
        email: joiner.user.email,
        role: 'admin',
      })
      const { token } = bodyOf<{ token: string }>(invited, 201)
      const [joined, removed] = await Promise.all([
        as(joiner)('POST', '/invitations/accept', { token }),
        elsewhereAs(app.ada)('DELETE', `/users/${joiner.user.id}`),
      ])
      expect(removed.status).toBe(200)
      // Gone already, by the time that they would join.
      if (joined.status !== 200) expect(joined).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
      expect(await isAccepted(other, joiner.token)).toBe(false)
      expect(await adminsOf(place)).toEqual([admin.user.username])
    },
  )

  it.each(rounds)(
    'a user who is added to an organization while they are removed: nothing of them is left (%i)',
    async (round) => {
      const guest = await app.addPerson(`guest-${round}`, {})
      const [added, removed] = await Promise.all([
        as(app.ada)('POST', '/organizations/acme/members', { user: guest.user.id, role: 'member' }),
        elsewhereAs(app.ada)('DELETE', `/users/${guest.user.id}`),
      ])
      expect(removed.status).toBe(200)
      if (added.status !== 201) expect(added).toMatchObject(refusal(404, 'USER_NOT_FOUND'))
      const found = await as(app.ada)('GET', `/organizations/acme/members?query=${guest.user.username}@`)
      expect(found).toMatchObject({ status: 200, body: { members: [] } })
    },
  )

  it.each(rounds)(
    'a team that is deleted while a service account is made for it: one of the two is refused (%i)',
    async (round) => {
      const team = `team-${round}`
      await app.addTeam('acme', team)
      const [deleted, created] = await Promise.all([
        as(app.ada)('DELETE', `/organizations/acme/teams/${team}`),
        elsewhereAs(app.ada)('POST', '/organizations/acme/service-accounts', { name: 'x', team }),
      ])
      expect(
        [deleted, created].map(({ status, body }) => (status < 300 ? 'done' : (body as { code: string }).code)).sort(),
      ).toEqual(deleted.status === 200 ? ['TEAM_NOT_FOUND', 'done'] : ['TEAM_HAS_SERVICE_ACCOUNTS', 'done'])
    },
  )

  it.each(rounds)('two who give organizations, teams or users the same name: one does (%i)', async (round) => {
    for (const [path, body, code] of [
      ['/organizations', { name: `Name ${round}` }, 'ORGANIZATION_NAME_TAKEN'],
      ['/organizations/acme/teams', { name: `Name ${round}` }, 'TEAM_NAME_TAKEN'],
      ['/users', { email: `name-${round}@example.com`, username: `name-${round}` }, 'USER_EXISTS'],
    ] as const) {
      const answers = await Promise.all([as(app.ada)('POST', path, body), elsewhereAs(app.ada)('POST', path, body)])
      expect(statusesOf(answers), path).toEqual([201, 409])
      expect(answers.map(codeOf)).toContain(code)
    }
  })
})
