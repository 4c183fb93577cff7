import { randomBytes, randomUUID } from 'node:crypto'
import type {
  ApiKey,
  AuditEvent,
  Invitation,
  KeyOwner,
  Me,
  Member,
  Organization,
  OrganizationMembership,
  Policies,
  Reference,
  RestorableApiKey,
  ServiceAccount,
  Session,
  Team,
  TeamMember,
  User,
  UserPrincipal,
} from '@keystead/sdk'
import { createRotations } from './rotations.ts'

/** A small world in memory, in which every page has something to show. Times are fixed relative to its making. */

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
let seed = 7
const nextRandom = () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed
}
const keyId = () => Array.from({ length: 16 }, () => alphabet[nextRandom() % 62]).join('')

export const newToken = (id: string) =>
  `ksd_v1_${id}_${Array.from(randomBytes(49), (byte) => alphabet[byte % 62]).join('')}`

/** Something of the API, as what keeps it may change it. */
export type Stored<Thing> = { -readonly [Field in keyof Thing]: Thing[Field] }

export type OrganizationWorld = {
  organization: Stored<Organization>
  policies: Policies
  members: Member[]
  invitations: Invitation[]
  teams: { team: Stored<Team>; members: TeamMember[] }[]
  serviceAccounts: ServiceAccount[]
}

export type World = ReturnType<typeof createWorld>

const policies: Policies = {
  disableKeyCreation: false,
  disableViewerKeyCreation: false,
  enforceOrganizationKeys: false,
  disableTeamServiceAccountCreation: false,
  maximumKeyLifetimeSeconds: null,
  onLeak: 'disable',
  leakGraceSeconds: 86_400,
}

export function createWorld(keyCount: number, organizationCount = 2) {
  const now = Date.now()
  const at = (ms: number) => new Date(now - ms).toISOString()
  const user = (id: string, name: string, username: string): UserPrincipal => ({
    type: 'user',
    id: `usr_${id}`,
    username,
    email: `${username}@acme.example`,
    name,
  })
  const ada = user('ada', 'Ada Yamamoto', 'ada')
  const people = [
    ada,
    user('bo', 'Bo Lindqvist', 'bo'),
    user('chie', '佐藤 千恵', 'chie'),
    user('dev', 'Devika Raman', 'devika'),
    user('elif', 'Elif Kaya', 'elif'),
    user('fumi', '田中 史', 'fumi'),
  ]
  const organizationOf = (id: string, name: string): Organization => ({
    id: `org_${id}`,
    name,
    createdAt: at(400 * day),
  })
  const acme = organizationOf('acme', 'acme-robotics')
  const birch = organizationOf('birch', 'Birch Labs')
  const reference = ({ id, name }: Reference): Reference => ({ id, name })
  const team = (id: string, name: string, organization: Organization): Team => ({
    id: `team_${id}`,
    name,
    organizationId: organization.id,
    createdAt: at(300 * day),
  })
  const vision = team('vision', 'vision', acme)
  const speech = team('speech', 'speech', acme)
  const platform = team('platform', 'platform', acme)
  const account = (id: string, name: string, of: Team | null, verifier = false): ServiceAccount => ({
    id: `sva_${id}`,
    name,
    organization: reference(acme),
    team: of && reference(of),
    defaultTeam: reference(of ?? vision),
    verifier,
    createdAt: at(120 * day),
  })
  const accounts = [
    account('ci', 'ci-runner', null),
    account('gateway', 'edge-gateway', null, true),
    account('nightly', 'nightly-evaluation', vision),
    account('sweeper', 'sweep-scheduler', vision),
    account('label', 'label-sync', speech),
  ]
  const roles = ['admin', 'member', 'member', 'viewer', 'billing_admin', 'member'] as const

  const ownerOf = (of: UserPrincipal | ServiceAccount): KeyOwner =>
    'username' in of ? of : { type: 'service_account', id: of.id, name: of.name, team: of.team }
  const key = (name: string, of: UserPrincipal | ServiceAccount, more: Partial<ApiKey> = {}): ApiKey => ({
    id: keyId(),
    name,
    type:
      'username' in of
        ? more.organization
          ? 'organization'
          : 'personal'
        : of.team
          ? 'team_service_account'
          : 'organization_service_account',
    owner: ownerOf(of),
    organization: 'username' in of ? null : reference(acme),
    blockedBy: [],
    disabled: null,
    leakedAt: null,
    rotationId: null,
    format: 'v1',
    state: 'active',
    createdAt: at(3 * day),
    expiresAt: null,
    lastUsedAt: null,
    ...more,
  })
  const deleted = (item: ApiKey, by: UserPrincipal, ms: number): RestorableApiKey => ({
    ...item,
    deletion: { at: at(ms), by: reference(by), restorableUntil: at(ms - 30 * day) },
  })
  const [, bo, chie, devika, elif] = people as [
    UserPrincipal,
    UserPrincipal,
    UserPrincipal,
    UserPrincipal,
    UserPrincipal,
  ]
  const [ci, gateway, nightly, sweeper] = accounts as [ServiceAccount, ServiceAccount, ServiceAccount, ServiceAccount]
  const keys: Stored<ApiKey>[] = [
    key('laptop-training', ada, { createdAt: at(2 * day), expiresAt: at(-88 * day), lastUsedAt: at(4 * minute) }),
    key('notebook on the GPU cluster', ada, {
      organization: reference(acme),
      createdAt: at(9 * day),
      expiresAt: at(-21 * day),
      lastUsedAt: at(3 * hour),
    }),
    key('thesis-experiments-2025', ada, {
      createdAt: at(210 * day),
      lastUsedAt: at(46 * day),
      state: 'disabled',
      disabled: { at: at(6 * minute), by: reference(ada), until: at(-24 * minute) },
    }),
    key('old workstation', ada, {
      createdAt: at(400 * day),
      expiresAt: at(35 * day),
      state: 'expired',
      lastUsedAt: at(40 * day),
    }),
    key('wandb 0.21 on the lab machine', ada, { createdAt: at(500 * day), format: 'legacy' }),
    key('ci-runner: main', ci, { createdAt: at(30 * day), expiresAt: at(-60 * day), lastUsedAt: at(40_000) }),
    key('ci-runner: nightly', ci, { createdAt: at(30 * day), lastUsedAt: at(7 * hour) }),
    key('edge-gateway', gateway, { createdAt: at(64 * day), lastUsedAt: at(5_000) }),
    key('nightly-evaluation', nightly, {
      createdAt: at(80 * day),
      expiresAt: at(-10 * day),
      lastUsedAt: at(20 * hour),
    }),
    key('sweeps', sweeper, { createdAt: at(110 * day), leakedAt: at(hour), expiresAt: at(-23 * hour) }),
    key('home', bo, { createdAt: at(130 * day), lastUsedAt: at(31 * day), blockedBy: [reference(acme)] }),
    key('data-pipeline', bo, {
      organization: reference(acme),
      createdAt: at(131 * day),
      lastUsedAt: at(2 * day),
      state: 'blocked',
      blockedBy: [reference(acme)],
    }),
    key('音声モデルの評価', chie, { createdAt: at(150 * day), lastUsedAt: at(9 * minute) }),
    key('review', devika, {
      organization: reference(acme),
      createdAt: at(170 * day),
      lastUsedAt: at(100 * day),
      state: 'disabled',
      disabled: { at: at(2 * day), by: reference(chie), until: null },
    }),
    key('invoices', elif, { createdAt: at(190 * day), expiresAt: at(-175 * day), lastUsedAt: at(12 * day) }),
  ]
  for (let place = keys.length; place < keyCount; place += 1) {
    const of = people[1 + (place % (people.length - 1))] ?? ada
    keys.push(
      key(`experiment-${String(place).padStart(5, '0')}`, of, {
        createdAt: at(200 * day + place * minute),
        lastUsedAt: place % 3 ? at((place % 90) * day) : null,
      }),
    )
  }

  const deletedKeys: RestorableApiKey[] = [
    deleted(key('ci-runner: release', ci, { createdAt: at(220 * day), lastUsedAt: at(3 * hour) }), chie, 2 * hour),
    deleted(key('notebook', bo, { createdAt: at(90 * day), lastUsedAt: at(26 * day) }), bo, 6 * day),
    deleted(
      key('収集パイプライン', chie, { organization: reference(acme), state: 'expired', expiresAt: at(31 * day) }),
      ada,
      28 * day,
    ),
  ]

  const auditEvent = (
    number: number,
    ago: number,
    action: string,
    actor: UserPrincipal | null,
    target: AuditEvent['target'],
    more: Partial<AuditEvent> = {},
  ): AuditEvent => ({
    number,
    at: at(ago),
    action,
    outcome: 'done',
    code: null,
    actor: actor
      ? { type: 'user', id: actor.id, name: actor.name, email: actor.email, keyId: null }
      : { type: 'operator', id: null, name: null, email: null, keyId: null },
    ip: actor ? '192.0.2.14' : null,
    requestId: `req-${String(number).padStart(6, '0')}`,
    organization: reference(acme),
    team: null,
    target,
    details: {},
    macKeyId: 1,
    mac: '0'.repeat(64),
    ...more,
  })
  const keyTarget = ({ id, name, owner }: ApiKey) => ({
    type: 'key',
    id,
    name,
    email: owner.type === 'user' ? owner.email : null,
  })
  const [first, second, , , , main] = keys as [ApiKey, ApiKey, ApiKey, ApiKey, ApiKey, ApiKey]
  const events: AuditEvent[] = [
    auditEvent(48, 12 * minute, 'key.create', ada, keyTarget(first), { details: { expiresAt: first.expiresAt } }),
    auditEvent(
      47,
      50 * minute,
      'policies.change',
      bo,
      { type: 'organization', id: acme.id, name: acme.name, email: null },
      { outcome: 'refused', code: 'FORBIDDEN', ip: '198.51.100.7' },
    ),
    auditEvent(46, 5 * hour, 'key.block', ada, {
      type: 'key',
      id: keys[10]?.id ?? null,
      name: 'home',
      email: bo.email,
    }),
    auditEvent(
      45,
      26 * hour,
      'service_account.create',
      ada,
      { type: 'service_account', id: nightly.id, name: nightly.name, email: null },
      { team: reference(vision) },
    ),
    auditEvent(44, 2 * day, 'key.rename', ada, keyTarget(main), {
      details: { fromName: 'ci', toName: 'ci-runner: main' },
    }),
    auditEvent(
      43,
      3 * day,
      'organization.change_role',
      ada,
      { type: 'user', id: devika.id, name: devika.name, email: devika.email },
      { details: { fromRole: 'member', toRole: 'viewer' } },
    ),
    auditEvent(42, 9 * day, 'key.create', ada, keyTarget(second)),
    auditEvent(41, 9 * day, 'key.delete', chie, { type: 'key', id: keyId(), name: 'テスト', email: chie.email }),
    auditEvent(40, 30 * day, 'invitation.accept', elif, {
      type: 'invitation',
      id: 'inv_1',
      name: null,
      email: elif.email,
    }),
    auditEvent(1, 400 * day, 'instance.bootstrap', null, {
      type: 'organization',
      id: acme.id,
      name: acme.name,
      email: null,
    }),
  ]

  const me: Stored<Omit<Me, 'organizations'>> & { organizations: Stored<OrganizationMembership>[] } = {
    principal: ada,
    organizations: [
      { ...reference(acme), role: 'admin' },
      { ...reference(birch), role: 'member' },
    ],
    teams: [
      { ...reference(vision), organizationId: acme.id, role: 'admin' },
      { ...reference(platform), organizationId: acme.id, role: 'member' },
    ],
    key: null,
    session: { id: 'ses_1' },
    instanceAdmin: false,
  }
  const sessions: Session[] = [
    {
      id: 'ses_1',
      createdAt: at(2 * day),
      lastSeenAt: at(0),
      expiresAt: at(-28 * day),
      ip: '192.0.2.14',
      userAgent:
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
      current: true,
    },
    {
      id: 'ses_2',
      createdAt: at(20 * day),
      lastSeenAt: at(5 * hour),
      expiresAt: at(-10 * day),
      ip: '2001:db8::8a2e:370:7334',
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
      current: false,
    },
    {
      id: 'ses_3',
      createdAt: at(41 * day),
      lastSeenAt: at(33 * day),
      expiresAt: at(day),
      ip: '198.51.100.23',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
      current: false,
    },
  ]
  const organizations: OrganizationWorld[] = [
    {
      organization: acme,
      policies: { ...policies },
      members: people.map((each, place) => ({ user: each, role: roles[place] ?? 'member' })),
      invitations: [
        {
          id: 'inv_2',
          email: 'grace@acme.example',
          organization: reference(acme),
          invitedBy: ada.id,
          role: 'member',
          team: { ...reference(vision), role: 'member' },
          createdAt: at(day),
          expiresAt: at(-6 * day),
        },
        {
          id: 'inv_3',
          email: 'haruto@acme.example',
          organization: reference(acme),
          invitedBy: ada.id,
          role: 'viewer',
          team: null,
          createdAt: at(3 * day),
          expiresAt: at(-4 * day),
        },
      ],
      teams: [
        { team: platform, members: [{ user: ada, role: 'member' }] },
        { team: speech, members: [{ user: chie, role: 'admin' }] },
        {
          team: vision,
          members: people.slice(0, 4).map((each, place) => ({ user: each, role: place === 0 ? 'admin' : 'member' })),
        },
      ],
      serviceAccounts: accounts,
    },
    {
      organization: birch,
      policies: { ...policies },
      members: [{ user: ada, role: 'member' }],
      invitations: [],
      teams: [],
      serviceAccounts: [],
    },
  ]
  for (let place = organizations.length; place < organizationCount; place += 1) {
    const organization = organizationOf(String(place), `customer-${String(place).padStart(3, '0')}`)
    organizations.push({
      organization,
      policies: { ...policies },
      members: [{ user: ada, role: 'member' }],
      invitations: [],
      teams: [],
      serviceAccounts: [],
    })
    me.organizations.push({ ...reference(organization), role: 'member' })
  }
  const userOf = ({ id, username, email, name }: UserPrincipal, more: Partial<User> = {}): User => ({
    id,
    username,
    email,
    name,
    instanceAdmin: false,
    createdAt: at(400 * day),
    activatedAt: at(399 * day),
    ...more,
  })
  const users: User[] = [
    ...people.map((each, place) => userOf(each, { instanceAdmin: place < 2, createdAt: at((400 - 40 * place) * day) })),
    userOf(user('grace', 'Grace Okafor', 'grace'), { createdAt: at(day), activatedAt: null }),
  ]
  return {
    me,
    people,
    users,
    policies,
    keys,
    deletedKeys,
    rotations: keyCount > 0 ? createRotations(keys, keyId) : [],
    sessions,
    organizations,
    events,
    setupNeeded: false,
    signedIn: true,
    newKeyId: keyId,
    newId: (prefix: string) => `${prefix}_${randomUUID().slice(0, 8)}`,
  }
}
