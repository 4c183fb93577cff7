import {
  keyIdOf,
  ownIdOf,
  type Principal,
  reachedOrganizations,
  type TeamReference,
  type VerificationDemand,
} from '@keystead/core'

/** All headers that say who is behind a token: what a proxy must take from clients before it gives its own. */
export const identityHeaders = [
  'x-keystead-principal',
  'x-keystead-id',
  'x-keystead-name',
  'x-keystead-username',
  'x-keystead-email',
  'x-keystead-key-id',
  'x-keystead-organization-ids',
  'x-keystead-organization-names',
  'x-keystead-team-ids',
  'x-keystead-team-names',
  'x-keystead-truncated',
] as const

type IdentityHeader = (typeof identityHeaders)[number]

/**
 * Each of them, always, and empty where there is nothing to say: a proxy that only replaces what it is given also takes
 * away what a client has sent.
 */
export type Identity = Readonly<Record<IdentityHeader, string>>

// nginx takes 4 KiB of headers by default: whoever is in a hundred teams, or has an endless name, must get past it, too.
const longestList = 500
const longestName = 300

/**
 * Who is behind a token, for the service that it was presented to; of organizations and teams those that were asked for.
 * What is too long is cut, and `x-keystead-truncated` says what: it tells less then, and never more.
 */
export function writeIdentity(principal: Principal, demand: VerificationDemand): Identity {
  const isAsked = (ids: readonly string[] | undefined, id: string) => ids === undefined || ids.includes(id)
  const askedTeams = demand.teams?.map(({ id }) => id)
  const name = shorten(principal.kind === 'user' ? principal.user.name : principal.serviceAccount.name)
  const organizations = writeList(reachedOrganizations(principal).filter(({ id }) => isAsked(demand.organizations, id)))
  const teams = writeList(
    teamsOf(principal).filter(
      ({ id, organizationId }) => isAsked(demand.organizations, organizationId) && isAsked(askedTeams, id),
    ),
  )
  const truncated = Object.entries({ name, organizations, teams }).filter(([, { isCut }]) => isCut)
  const user = principal.kind === 'user' ? principal.user : undefined
  return {
    'x-keystead-principal': principal.kind,
    'x-keystead-id': ownIdOf(principal),
    'x-keystead-name': name.text,
    'x-keystead-username': encode(user?.username ?? ''),
    'x-keystead-email': encode(user?.email ?? ''),
    'x-keystead-key-id': keyIdOf(principal) ?? '',
    'x-keystead-organization-ids': organizations.ids,
    'x-keystead-organization-names': organizations.names,
    'x-keystead-team-ids': teams.ids,
    'x-keystead-team-names': teams.names,
    'x-keystead-truncated': truncated.map(([what]) => what).join(','),
  }
}

/** The teams that a principal is in. A service account of an organization reaches them all, and they are not listed. */
function teamsOf(principal: Principal): TeamReference[] {
  if (principal.kind === 'user') return principal.teamMemberships.map(({ team }) => team)
  const { team } = principal.serviceAccount
  return team === null ? [] : [team]
}

type Place = { readonly id: string; readonly name: string }

/** IDs and names in the same order, as many as there is room for. */
function writeList(places: readonly Place[]) {
  const ids: string[] = []
  const names: string[] = []
  const room = { ids: longestList, names: longestList }
  let isCut = false
  for (const { id, name } of places) {
    const short = shorten(name)
    room.ids -= id.length + 1
    room.names -= short.text.length + 1
    isCut ||= short.isCut || Math.min(room.ids, room.names) < 0
    if (Math.min(room.ids, room.names) < 0) break
    ids.push(id)
    names.push(short.text)
  }
  return { ids: ids.join(','), names: names.join(','), isCut }
}

/** A name, encoded; of a long one the beginning. */
function shorten(name: string): { readonly text: string; readonly isCut: boolean } {
  const whole = encode(name)
  if (whole.length <= longestName) return { text: whole, isCut: false }
  let text = ''
  // By code points: half of one would not be decoded.
  for (const character of name) {
    const next = text + encode(character)
    if (next.length > longestName) break
    text = next
  }
  return { text, isCut: true }
}

/** Percent-encoded UTF-8, so that no text can end a header or an entry of a list; `@` and `+`, as in addresses, stay. */
const encode = (text: string) => encodeURIComponent(text.toWellFormed()).replaceAll('%40', '@').replaceAll('%2B', '+')
