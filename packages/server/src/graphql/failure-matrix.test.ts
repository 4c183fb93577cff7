import type { ErrorCode, StoreTransaction } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine, Person } from '../../testing/accounts.ts'
import { alterStore } from '../../testing/altered-store.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

// W&B's clients up to 0.27.0 take any answer with status 200 for a success, and raise what nobody catches for `errors`
// beside it (wandb-wire.md §2.6). So every way in which one of their seven management calls can fail is tried here.

/** Each document as the client writes it, but for what it asks back. */
const calls = {
  generateApiKey: '{ apiKey { id } }',
  deleteApiKey: '{ success }',
  createInvite: '{ invite { id } }',
  deleteInvite: '{ success }',
  createServiceAccount: '{ user { id } }',
  createTeam: '{ entity { id } }',
  createUser: '{ user { id } }',
} as const
type Call = keyof typeof calls

type Who = 'nobody' | 'admin' | 'member' | 'viewer' | 'owner'
type Failure = readonly [
  call: Call,
  input: Readonly<Record<string, unknown>>,
  who: Who,
  status: number,
  code: ErrorCode,
]

const token = 'ksd_v1_0000000000000000_00000000000000000000000000000000000000000000000000000'

const failures: readonly Failure[] = [
  ['generateApiKey', { description: 'x'.repeat(256) }, 'member', 400, 'INVALID_NAME'],
  ['generateApiKey', { description: 'two\nlines' }, 'member', 400, 'INVALID_NAME'],
  ['generateApiKey', { description: 'ci' }, 'viewer', 403, 'VIEWER_KEY_CREATION_DISABLED'],
  ['deleteApiKey', { id: 'nonsense' }, 'member', 404, 'KEY_NOT_FOUND'],
  ['deleteApiKey', { id: 'KEY OF ADMIN' }, 'member', 404, 'KEY_NOT_FOUND'],
  ['deleteApiKey', { id: 'KEY OF MEMBER' }, 'admin', 403, 'FORBIDDEN'],
  ['createInvite', { entityName: 'research', email: 'no address' }, 'admin', 400, 'INVALID_EMAIL'],
  ['createInvite', { entityName: 'research' }, 'admin', 400, 'INVALID_REQUEST'],
  ['createInvite', { entityName: 'research', email: 'a@b.c', username: 'a' }, 'admin', 400, 'INVALID_REQUEST'],
  ['createInvite', { entityName: 'research', username: 'nobody' }, 'admin', 404, 'MEMBER_NOT_FOUND'],
  ['createInvite', { entityName: 'research', username: 'owner' }, 'admin', 404, 'MEMBER_NOT_FOUND'],
  ['createInvite', { entityName: 'nowhere', username: 'member' }, 'admin', 404, 'TEAM_NOT_FOUND'],
  ['createInvite', { entityName: 'hidden', username: 'member' }, 'member', 404, 'TEAM_NOT_FOUND'],
  ['createInvite', { entityName: 'research', username: 'admin' }, 'member', 403, 'FORBIDDEN'],
  ['createInvite', { entityName: 'research', username: 'member' }, 'admin', 409, 'ALREADY_A_MEMBER'],
  ['deleteInvite', { id: 'nonsense' }, 'admin', 400, 'INVALID_REQUEST'],
  ['deleteInvite', { entityName: 'research', id: 'nonsense' }, 'admin', 404, 'MEMBER_NOT_FOUND'],
  ['deleteInvite', { entityName: 'research', id: 'viewer' }, 'admin', 404, 'MEMBER_NOT_FOUND'],
  ['deleteInvite', { entityName: 'research', id: 'inv_0000000000000000' }, 'admin', 404, 'INVITATION_NOT_FOUND'],
  ['deleteInvite', { entityName: 'research', id: 'inv_0000000000000000' }, 'member', 403, 'FORBIDDEN'],
  ['deleteInvite', { entityName: 'nowhere', id: 'member' }, 'admin', 404, 'TEAM_NOT_FOUND'],
  ['deleteInvite', { entityName: 'research', id: 'admin' }, 'member', 403, 'FORBIDDEN'],
  ['deleteInvite', { entityName: 'research', id: 'BOT' }, 'member', 403, 'FORBIDDEN'],
  ['createServiceAccount', { entityName: 'research', description: ' ' }, 'admin', 400, 'INVALID_NAME'],
  ['createServiceAccount', { entityName: 'research', description: token }, 'admin', 400, 'NAME_CONTAINS_TOKEN'],
  ['createServiceAccount', { entityName: 'nowhere', description: 'bot' }, 'admin', 404, 'TEAM_NOT_FOUND'],
  ['createServiceAccount', { entityName: 'hidden', description: 'bot' }, 'member', 404, 'TEAM_NOT_FOUND'],
  ['createServiceAccount', { entityName: 'research', description: 'bot' }, 'member', 403, 'FORBIDDEN'],
  [
    'createServiceAccount',
    { entityName: 'birch/strict', description: 'bot' },
    'owner',
    403,
    'TEAM_SERVICE_ACCOUNT_CREATION_DISABLED',
  ],
  ['createTeam', { teamName: '' }, 'admin', 400, 'INVALID_TEAM_NAME'],
  ['createTeam', { teamName: 'team_x' }, 'admin', 400, 'INVALID_TEAM_NAME'],
  ['createTeam', { teamName: 'new', teamAdminUserName: 'nobody' }, 'admin', 404, 'MEMBER_NOT_FOUND'],
  ['createTeam', { teamName: 'new', organizationId: 'birch' }, 'admin', 404, 'ORGANIZATION_NOT_FOUND'],
  ['createTeam', { teamName: 'new' }, 'member', 403, 'FORBIDDEN'],
  ['createTeam', { teamName: 'Research' }, 'admin', 409, 'TEAM_NAME_TAKEN'],
  ['createUser', { email: 'no address' }, 'owner', 400, 'INVALID_EMAIL'],
  ['createUser', { email: 'new@example.com' }, 'admin', 403, 'FORBIDDEN'],
  ['createUser', { email: 'MEMBER@example.com' }, 'owner', 409, 'USER_EXISTS'],
  ...(Object.keys(calls) as Call[]).map((call): Failure => [call, someInput(call), 'nobody', 401, 'UNAUTHENTICATED']),
]

function someInput(call: Call): Record<string, unknown> {
  if (call === 'createUser') return { email: 'a@example.com' }
  if (call === 'createTeam') return { teamName: 'a' }
  if (call === 'createServiceAccount') return { entityName: 'research', description: 'a' }
  if (call === 'createInvite') return { entityName: 'research', username: 'a' }
  return call === 'generateApiKey' ? { description: 'a' } : { id: 'a' }
}

describe.each(testStores)('a management call that fails on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let altered: ReturnType<typeof alterStore>['altered']
  let people: Record<Exclude<Who, 'nobody'>, Person>
  let bot: Machine
  beforeAll(async () => {
    opened = await open()
    const alterable = alterStore(opened.store)
    altered = alterable.altered
    app = await startTestApp(alterable.store)
    const owner = await app.addPerson('owner', { birch: 'admin' }, { instanceAdmin: true })
    people = {
      owner,
      admin: await app.addPerson('admin', { acme: 'admin' }),
      member: await app.addPerson('member', { acme: 'member', birch: 'member' }),
      viewer: await app.addPerson('viewer', { acme: 'viewer' }),
    }
    await app.addTeam('acme', 'research', { admin: 'admin', member: 'member' })
    await app.addTeam('acme', 'hidden')
    await app.addTeam('birch', 'strict')
    bot = await app.addMachine('bot', { organization: 'acme', team: 'research' })
    for (const [organization, body] of [
      ['acme', { disableViewerKeyCreation: true }],
      ['birch', { disableTeamServiceAccountCreation: true }],
    ] as const) {
      const path = `/api/v1/organizations/${organization}/policies`
      const changed = await app.call('PATCH', path, { token: owner.token, body })
      expect(changed.status).toBe(200)
    }
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const replacements = (): Record<string, string> => ({
    'KEY OF ADMIN': people.admin.keyId,
    'KEY OF MEMBER': people.member.keyId,
    BOT: bot.serviceAccount.id,
  })
  const inputType = (call: Call) => `${call[0]?.toUpperCase()}${call.slice(1)}Input`

  it.each(failures)('%s(%j) by %s is answered %i %s, never 200', async (call, input, who, status, code) => {
    const { id } = input
    const variables = { input: { ...input, ...(typeof id === 'string' && { id: replacements()[id] ?? id }) } }
    const answer = await app.call('POST', '/graphql', {
      ...(who !== 'nobody' && { token: people[who].token }),
      body: {
        query: `mutation M($input: ${inputType(call)}!) { result: ${call}(input: $input) ${calls[call]} }`,
        variables,
      },
    })
    expect(answer).toMatchObject({
      status,
      body: { errors: [{ message: expect.stringMatching(/\w/), extensions: { code } }] },
    })
    // Whoever looks past the status finds no `success`, and no data at all where the credentials were bad.
    expect((answer.body as { data?: unknown }).data).toEqual(who === 'nobody' ? undefined : { result: null })
    expect(answer.headers['www-authenticate'] !== undefined).toBe(status === 401)
  })

  it('because its key was deleted after it was let in is answered 401 with the challenge, like one of bad credentials', async () => {
    const gone = await app.addPerson('gone', { acme: 'member' })
    let letIn = false
    altered.transact = async (work: (transaction: StoreTransaction) => Promise<unknown>) => {
      letIn = true
      await opened.store.transact((transaction) => transaction.deleteKey(gone.keyId, { at: 0, by: null }))
      return opened.store.transact(work)
    }
    const answer = await app.graphql('mutation { generateApiKey(input: {}) { apiKey { id } } }', { token: gone.token })
    delete altered.transact
    expect(letIn).toBe(true)
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.stringMatching(/^Bearer/) },
      body: { data: { generateApiKey: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    })
  })

  it('because of what is wrong with the request says what is to be mended, for clients show nothing but the message', async () => {
    const answer = await app.graphql('mutation { deleteInvite(input: {id: "x"}) { success } }')
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ message: 'The request is not valid. Both id and entityName are needed.' }] },
    })
  })
})
