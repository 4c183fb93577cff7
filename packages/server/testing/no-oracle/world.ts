import { forgeKeyId } from '../forge-token.ts'
import type { TestApp } from '../start-test-app.ts'
import {
  addInhabitants,
  addInvitations,
  addWebhooks,
  bury,
  type Hooked,
  type Inhabitants,
  type Invited,
  leaveTraces,
  openRotations,
  type Refused,
  refuseTokens,
  signGuestIn,
  takeAway,
  takenIdempotencyKey,
} from './inhabitants.ts'
import { thingsOf } from './known-things.ts'
import { type Asker, askers, type Kind, type Place, type World } from './thing.ts'

/** Everybody and everything that a table of routes can ask for, on an instance that is new. */
export async function buildWorld(app: TestApp): Promise<World> {
  const inhabitants = await addInhabitants(app)
  const invited = await addInvitations(app, inhabitants)
  const sessionOfGuest = await signGuestIn(app, inhabitants)
  const hooked = await addWebhooks(app, inhabitants)
  await leaveTraces(app, inhabitants)
  const rotations = await openRotations(app, inhabitants)
  const refused = await refuseTokens(app, inhabitants)
  await takeAway(app, inhabitants)
  const deadTokens = await bury(app, inhabitants)
  return {
    askers,
    deadTokens,
    things: thingsOf(inhabitants, invited, sessionOfGuest, rotations, hooked, refused, app),
    places: placesOf(inhabitants, invited, sessionOfGuest, rotations, hooked, refused),
    madeUp: { ...madeUp, ...madeUpInvitations(invited) },
    tokens: tokensOf(inhabitants),
    insiders: [
      app.ada.token,
      inhabitants.people.acmeAdmin.token,
      inhabitants.people.birchAdmin.token,
      inhabitants.people.guest.token,
      inhabitants.machines.acmeBot.token,
      undefined,
    ],
  }
}

/**
 * The same with fewer callers, and in fewer places: the rules do not depend on the database. What may is how it takes a
 * name or an ID, and those are asked for in every way.
 */
export function inBrief(world: World): World {
  const [acme, , birch] = world.places
  return {
    ...world,
    askers: ['an admin of another organization', 'an admin of another team', 'a service account of another team'],
    places: [acme, birch].filter((place) => place !== undefined),
  }
}

function tokensOf({ people, machines, confined }: Inhabitants): Readonly<Record<Asker, string | undefined>> {
  return {
    nobody: undefined,
    'a member of another organization': people.birchMember.token,
    'an admin of another organization': people.birchAdmin.token,
    'a service account of another organization': machines.birchBot.token,
    'a service account of a team of another organization': machines.oakBot.token,
    'a key that is confined to another organization': confined.toBirch.token,
    'an instance admin’s key that is confined to another organization': confined.ofRoot.token,
    'a personal key that the organization has blocked': people.blocked.token,
    'a personal key where only organization keys are taken': people.cedarAdmin.token,
    'a member who was removed': people.removed.token,
    'a member without a team': people.teamless.token,
    'a member of another team': people.crimsonMember.token,
    'an admin of another team': people.crimsonAdmin.token,
    'a service account of another team': machines.crimsonBot.token,
    'a service account of the organization': machines.acmeBot.token,
    'an admin of the organization': people.acmeAdmin.token,
  }
}

/** The usual values: of what is new, those that nothing has. */
function placesOf(
  { people, teams, machines, deleted }: Inhabitants,
  invited: Invited,
  sessionOfGuest: string,
  rotations: { readonly inAcme: string; readonly inBirch: string },
  { ofAcme, ofBirch }: Hooked,
  refused: Refused,
): Place[] {
  const common = {
    organizationName: 'quite a new organization',
    organizationWord: 'crew',
    teamName: 'quite a new team',
    teamWord: 'crew',
    username: 'quite.new',
    userWord: 'member',
    email: 'quite.new@example.com',
    memberWord: 'member',
    serviceAccountWord: 'bot',
    keyWord: 'laptop',
    deletedKey: deleted.key.id,
    session: sessionOfGuest,
    idempotencyKey: 'quite-a-new-idempotency-key',
    invitationToken: invited.toSomebodyNew.token,
    deadInvitationToken: invited.dead.expired.token,
    invitedEmail: invited.toSomebodyNew.token,
  }
  const place = (
    organization: string,
    owner: typeof people.hazel,
    machine: typeof machines.oakBot,
    invitation: string,
    rotation: string,
    webhook: Hooked['ofAcme'],
    refusal: string,
  ) => ({
    ...common,
    organization,
    user: owner.user.id,
    member: owner.user.id,
    keyOwner: owner.user.id,
    key: owner.keyId,
    serviceAccount: machine.serviceAccount.id,
    invitation,
    rotation,
    refusal,
    webhook: webhook.id,
    webhookEvent: webhook.eventId,
    auditActor: owner.user.id,
    auditSubject: owner.keyId,
  })
  const acme = place(
    'acme',
    people.cobaltMember,
    machines.acmeBot,
    invited.toAcme.invitation.id,
    rotations.inAcme,
    ofAcme,
    refused.inAcme,
  )
  const birch = place(
    'birch',
    people.hazel,
    machines.birchBot,
    invited.toBirch.invitation.id,
    rotations.inBirch,
    ofBirch,
    refused.inBirch,
  )
  return [
    { ...acme, team: teams.cobalt.id, entityName: 'acme/cobalt crew', token: people.cobaltMember.token },
    { ...acme, team: teams.crimson.id, entityName: 'crimson crew', token: people.twin.token },
    { ...birch, team: teams.oak.id, entityName: 'birch/oak crew', token: machines.oakBot.token },
  ]
}

function madeUpInvitations({ toAcme, toSomebodyNew }: Invited) {
  const forged = { 'by token': forgeKeyId(toAcme.token) }
  return {
    invitationToken: forged,
    deadInvitationToken: forged,
    // There is one, for an address that nobody has.
    invitedEmail: { 'by an invitation': toSomebodyNew.token },
  }
}

const idLike = (kind: string) => `${kind}_${'nothing'.padStart(22, '0')}`
const noKey = 'nOsUcHkEyExIsTs0'
const noUsername = 'nobodyhere'
const noEmail = 'nobodyhere@example.com'
const noUser = { 'by ID': idLike('usr'), 'by user name': noUsername }
const noPersonWords = { 'by user name': noUsername, 'by e-mail': noEmail, 'by name': `Name of ${noUsername}` }
const noTeam = { 'by ID': idLike('team'), 'by name': 'nobody crew', 'in capitals': 'NOBODY CREW' }
const noId = {
  'by ID of a key': noKey,
  'by ID of a user': idLike('usr'),
  'by ID of a service account': idLike('sva'),
  'by ID of a team': idLike('team'),
  'by ID of an invitation': 'inv_nOsUcHiNvItEtOn0',
}

/** Of the same shape as what is there. */
const madeUp: Readonly<
  Record<Exclude<Kind, keyof ReturnType<typeof madeUpInvitations>>, Readonly<Record<string, string>>>
> = {
  organization: { 'by ID': idLike('org'), 'by name': 'nowhere', 'in capitals': 'NOWHERE' },
  organizationName: { 'by name': 'nowhere', 'in capitals': 'NOWHERE' },
  session: { 'by ID': 'ses_nOsUcHsEsSiOn000' },
  webhook: { 'by ID': idLike('whk') },
  webhookEvent: { 'by ID': idLike('evt') },
  organizationWord: { 'by name': 'nowhere', 'by part': 'owher' },
  team: noTeam,
  entityName: { ...noTeam, 'with its organization': 'nowhere/nobody crew', 'by user name': noUsername },
  teamName: { 'by name': 'nobody crew', 'in capitals': 'NOBODY CREW' },
  teamWord: { 'by name': 'nobody crew', 'by part': 'nobody' },
  user: noUser,
  username: { 'by user name': noUsername },
  userWord: noPersonWords,
  email: { 'by e-mail': noEmail },
  member: noUser,
  memberWord: noPersonWords,
  serviceAccount: { 'by ID': idLike('sva') },
  serviceAccountWord: { 'by name': 'nobody bot', 'by part': 'nobody' },
  key: { 'by ID': noKey },
  rotation: { 'by ID': idLike('rot') },
  refusal: { 'by ID': `req_${'0'.repeat(32)}` },
  deletedKey: { 'by ID': noKey },
  keyWord: {
    ...noPersonWords,
    'by ID': noKey,
    'by name': `laptop of ${noUsername}`,
    'by the name of a service account': 'nobody bot',
  },
  keyOwner: noId,
  invitation: { 'by ID': noId['by ID of an invitation'] },
  auditSubject: noId,
  auditActor: noId,
  idempotencyKey: { 'by itself': takenIdempotencyKey.replace('taken', 'token') },
}
