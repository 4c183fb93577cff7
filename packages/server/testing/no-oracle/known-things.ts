import type { Machine, Person } from '../accounts.ts'
import type { TestApp } from '../start-test-app.ts'
import { type Hooked, type Inhabitants, type Invited, type Refused, takenIdempotencyKey } from './inhabitants.ts'
import type { Asker, Kind, Thing } from './thing.ts'

// Who has a right to know of what, in words, beside the rules of design §5. Everybody else must not be able to tell.

const acmeAdmin: Asker = 'an admin of the organization'
const acmeBot: Asker = 'a service account of the organization'
const crimsonAdmin: Asker = 'an admin of another team'
const crimsonBot: Asker = 'a service account of another team'
const crimsonMember: Asker = 'a member of another team'
const birchAdmin: Asker = 'an admin of another organization'
const birchBot: Asker = 'a service account of another organization'
const oakBot: Asker = 'a service account of a team of another organization'
const confinedToBirch: Asker = 'a key that is confined to another organization'

const insideAcme: readonly Asker[] = [
  acmeAdmin,
  acmeBot,
  crimsonAdmin,
  crimsonBot,
  crimsonMember,
  'a member without a team',
]
const insideBirch: readonly Asker[] = [
  birchAdmin,
  birchBot,
  oakBot,
  confinedToBirch,
  'a member of another organization',
  'an instance admin’s key that is confined to another organization',
  'a personal key that the organization has blocked',
  'a personal key where only organization keys are taken',
  'a member who was removed',
]

const name = (text: string) => ({ 'by name': text, 'in capitals': text.toUpperCase() })

export function thingsOf(
  inhabitants: Inhabitants,
  invited: Invited,
  sessionOfGuest: string,
  rotations: { readonly inAcme: string; readonly inBirch: string },
  { ofAcme, ofBirch }: Hooked,
  refused: Refused,
  { acme }: TestApp,
): Thing[] {
  const { people, teams, machines } = inhabitants
  const { organizationId: birchId } = teams.oak
  const { organizationId: cedarId } = teams.larch
  return [
    ...organizationThings('acme', acme.id, insideAcme),
    ...organizationThings('birch', birchId, insideBirch),
    ...organizationThings('cedar', cedarId, []),
    ...teamThings('acme', teams.crimson, [acmeAdmin, acmeBot, crimsonAdmin, crimsonBot, crimsonMember]),
    ...teamThings('acme', teams.cobalt, [acmeAdmin, acmeBot]),
    ...teamThings('birch', teams.oak, [birchAdmin, birchBot, oakBot]),
    ...teamThings('cedar', teams.larch, []),
    // Who sees a team sees who is in it, and an admin of any team of an organization chooses from its members.
    ...personThings(people.cobaltMember, { members: [acmeAdmin, crimsonAdmin], words: [acmeBot], admins: [acmeAdmin] }),
    ...personThings(people.hazel, { members: [birchAdmin], words: [], admins: [birchAdmin] }),
    ...machineThings(machines.cobaltBot, [acmeAdmin]),
    ...machineThings(machines.crimsonBot, [acmeAdmin, crimsonAdmin, crimsonBot]),
    ...machineThings(machines.acmeBot, [acmeAdmin, acmeBot]),
    ...machineThings(machines.birchBot, [birchAdmin, birchBot]),
    ...machineThings(machines.oakBot, [birchAdmin, oakBot]),
    ...keyThings(inhabitants),
    ...trailThings(inhabitants, invited),
    ...invitationThings(inhabitants, invited),
    // Of the one who is nobody's colleague: who may end it.
    thing('session', 'of the guest', { 'by ID': sessionOfGuest }, []),
    // As their keys.
    thing('rotation', 'in acme', { 'by ID': rotations.inAcme }, [acmeAdmin]),
    thing('rotation', 'in birch', { 'by ID': rotations.inBirch }, [birchAdmin]),
    thing('refusal', 'of a key in acme', { 'by ID': refused.inAcme }, [acmeAdmin]),
    thing('refusal', 'of a key in birch', { 'by ID': refused.inBirch }, [birchAdmin]),
    // The admins of the instance alone, of whom none is asked here.
    thing('refusal', 'of no key', { 'by ID': refused.ofNoKey }, []),
    thing('webhook', 'of acme', { 'by ID': ofAcme.id }, [acmeAdmin]),
    thing('webhook', 'of birch', { 'by ID': ofBirch.id }, [birchAdmin]),
    thing('webhookEvent', 'of acme', { 'by ID': ofAcme.eventId }, [acmeAdmin]),
    thing('webhookEvent', 'of birch', { 'by ID': ofBirch.eventId }, [birchAdmin]),
    thing('idempotencyKey', 'of the admin of acme', { 'by itself': takenIdempotencyKey }, [acmeAdmin]),
  ]
}

function thing(kind: Kind, what: string, named: Thing['named'], knownTo: readonly Asker[]): Thing {
  return { kind, what, named, knownTo }
}

function organizationThings(called: string, id: string, knownTo: readonly Asker[]): Thing[] {
  return [
    thing('organization', called, { 'by ID': id, ...name(called) }, knownTo),
    thing('organizationName', called, name(called), knownTo),
    thing('organizationWord', called, { 'by name': called, 'by part': called.slice(1) }, knownTo),
  ]
}

function teamThings(
  organization: string,
  { id, name: called }: Inhabitants['teams']['oak'],
  knownTo: readonly Asker[],
): Thing[] {
  const within = { 'with its organization': `${organization}/${called}` }
  return [
    thing('team', called, { 'by ID': id, ...name(called) }, knownTo),
    thing('entityName', called, { 'by ID': id, ...name(called), ...within }, knownTo),
    thing('teamName', called, name(called), knownTo),
    thing('teamWord', called, { 'by name': called, 'by part': called.slice(1, 5) }, knownTo),
  ]
}

function personThings(
  { user: { id, username, email } }: Person,
  known: { readonly members: readonly Asker[]; readonly words: readonly Asker[]; readonly admins: readonly Asker[] },
): Thing[] {
  const reference = { 'by ID': id, 'by user name': username }
  const words = { 'by user name': username, 'by e-mail': email, 'by name': `Name of ${username}` }
  return [
    // Of the whole instance only its own admins ask for people.
    thing('user', username, reference, []),
    thing('username', username, { 'by user name': username }, []),
    // Everybody's own entity has their user name, and is nobody else's to see.
    thing('entityName', username, { 'by user name': username }, []),
    thing('userWord', username, words, []),
    thing('member', username, reference, known.members),
    thing('memberWord', username, words, [...known.members, ...known.words]),
    thing('email', username, { 'by e-mail': email }, known.members),
    thing('keyOwner', username, { 'by ID of a user': id }, known.admins),
  ]
}

function machineThings({ serviceAccount, keyId }: Machine, knownTo: readonly Asker[]): Thing[] {
  const { id, name: called } = serviceAccount
  return [
    thing('serviceAccount', called, { 'by ID': id }, knownTo),
    thing('serviceAccountWord', called, { 'by name': called, 'by part': called.slice(0, 4) }, knownTo),
    thing('keyOwner', called, { 'by ID of a service account': id }, knownTo),
    thing('key', `of ${called}`, { 'by ID': keyId }, knownTo),
    thing('keyWord', `of ${called}`, { 'by ID': keyId, 'by the name of a service account': called }, knownTo),
  ]
}

function keyThings({ people, confined, deleted }: Inhabitants): Thing[] {
  const ofPerson = ({ user: { username, email }, keyId }: Person, knownTo: readonly Asker[]) => [
    thing('key', `of ${username}`, { 'by ID': keyId }, knownTo),
    thing(
      'keyWord',
      `of ${username}`,
      { 'by ID': keyId, 'by name': `laptop of ${username}`, 'by user name': username, 'by e-mail': email },
      knownTo,
    ),
  ]
  return [
    ...ofPerson(people.cobaltMember, [acmeAdmin]),
    ...ofPerson(people.hazel, [birchAdmin]),
    // The same person's, beyond what their other key reaches.
    thing('key', 'a personal one of who is elsewhere, too', { 'by ID': people.traveller.keyId }, [
      acmeAdmin,
      birchAdmin,
    ]),
    thing('key', 'one that is confined to acme', { 'by ID': confined.toAcme.key.id }, [acmeAdmin]),
    thing('deletedKey', 'one that was confined to acme', { 'by ID': deleted.key.id }, [acmeAdmin]),
    thing('keyWord', 'one that is confined to acme', { 'by ID': confined.toAcme.key.id }, [acmeAdmin]),
    thing('key', 'one that is confined to birch', { 'by ID': confined.toBirch.key.id }, [birchAdmin, confinedToBirch]),
  ]
}

function trailThings({ people, teams, machines }: Inhabitants, invited: Invited): Thing[] {
  const subjects = (owner: Person, machine: Machine, teamId: string, invitationId: string) => ({
    'by ID of a key': owner.keyId,
    'by ID of a user': owner.user.id,
    'by ID of a service account': machine.serviceAccount.id,
    'by ID of a team': teamId,
    'by ID of an invitation': invitationId,
  })
  const actor = ({ user }: Person) => ({ 'by ID of a user': user.id })
  const inAcme = subjects(people.cobaltMember, machines.cobaltBot, teams.cobalt.id, invited.toAcme.invitation.id)
  const inBirch = subjects(people.hazel, machines.oakBot, teams.oak.id, invited.toBirch.invitation.id)
  return [
    thing('auditSubject', 'in acme', inAcme, [acmeAdmin, acmeBot]),
    thing('auditSubject', 'in birch', inBirch, [birchAdmin, birchBot]),
    thing('auditActor', 'in acme', actor(people.acmeAdmin), [acmeAdmin, acmeBot]),
    thing('auditActor', 'in birch', actor(people.birchAdmin), [birchAdmin, birchBot]),
  ]
}

function invitationThings({ people }: Inhabitants, { toAcme, toBirch, toHazel, dead }: Invited): Thing[] {
  return [
    thing('invitation', 'to acme', { 'by ID': toAcme.invitation.id }, [acmeAdmin]),
    thing('invitation', 'to birch', { 'by ID': toBirch.invitation.id }, [birchAdmin]),
    // Without credentials, who holds the token knows of it. With those of somebody else it is not theirs.
    thing('invitationToken', 'of somebody else', { 'by token': toAcme.token }, ['nobody']),
    ...Object.entries(dead).map(([how, { token }]) => thing('deadInvitationToken', how, { 'by token': token }, [])),
    thing('invitedEmail', people.hazel.user.username, { 'by an invitation': toHazel.token }, []),
  ]
}
