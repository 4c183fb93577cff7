import type { Draw } from '../../durability/seeded-random.ts'
import type { Drawn } from '../actions/draw-input.ts'
import type { ActionName } from '../model/table.ts'
import { organizationRoles, teamRoles } from '../model/world.ts'
import type { Step } from './perform.ts'

const organizations = 3
const people = 7
const newcomersCount = 2
const machines = 6

/**
 * How a world begins: organizations, teams, people in some of them, service accounts, keys and policies, made by the first
 * admin and by those who are to own them. A world of nothing would need long to become one in which rules meet.
 */
export function foundingSteps(draw: Draw): Step[] {
  const steps: Step[] = []
  const one = <Item>(items: readonly Item[]): Item => items[draw(items.length)] as Item
  const step = (action: ActionName, input: Record<string, Drawn>, by: string | null = 'key 0') => {
    const number = steps.length + 1
    steps.push({ number, action, by, input })
    return number
  }

  const places = ['organization 0']
  while (places.length < organizations) {
    places.push(`organization ${step('create an organization', { name: `place-${steps.length}` })}`)
  }
  const teams = places.flatMap((place) =>
    Array.from({ length: 2 }, () => {
      const number = step('create a team', { organization: `@${place}.id`, name: `team-${steps.length}` })
      return { place, team: `team ${number}` }
    }),
  )
  const strongRole = () => one([...organizationRoles, 'admin', 'admin'] as const)
  const invite = (email: string) => {
    const { place, team } = one(teams)
    const isForTeam = draw(2) === 0
    const number = step('invite somebody', {
      organization: `@${place}.id`,
      email,
      role: strongRole(),
      ...(isForTeam && { team: `@${team}.id`, teamRole: one(teamRoles) }),
    })
    return { place, token: `@invitation ${number}.token` }
  }

  const users = [{ user: 'user 0', key: 'key 0', place: one(places) }]
  for (let index = 0; index < people; index += 1) {
    const { place, token } = invite(`person-${steps.length}@example.com`)
    const number = step('accept an invitation as somebody new', { token }, null)
    users.push({ user: `user ${number}`, key: `key ${number}`, place })
  }
  for (const { key, place } of users) {
    step('create a key', { name: 'confined', organization: `@${place}.name` }, key)
  }
  const newcomers = Array.from({ length: newcomersCount }, () => {
    const email = `newcomer-${steps.length}@example.com`
    const number = step('create a user', { email })
    invite(email)
    return { user: `user ${number}` }
  })
  const everyone = [...users, ...newcomers]
  for (let index = 0; index < people; index += 1) {
    const { user } = one(everyone)
    step('add a member', { organization: `@${one(places)}.id`, user: `@${user}.id`, role: strongRole() })
    const { place, team } = one(teams)
    const mate = { organization: `@${place}.id`, team: `@${team}.id`, user: `@${one(everyone).user}.id` }
    step('add a member to a team', { ...mate, role: one(teamRoles) })
  }
  if (draw(3) > 0) step('update a user', { user: `@${one(everyone).user}.id`, instanceAdmin: true })

  for (let index = 0; index < machines; index += 1) {
    const { place, team } = one(teams)
    const isOfOrganization = draw(2) === 0
    const input = { organization: `@${place}.id`, name: `machine-${steps.length}`, verifier: draw(3) > 0 }
    const number = isOfOrganization
      ? step('create a service account of the organization', { ...input, defaultTeam: `@${team}.id` })
      : step('create a service account of a team', { ...input, team: `@${team}.id` })
    step('create a key', { name: 'machine', owner: `@service account ${number}.id` })
  }
  for (const { key } of users.slice(1, 4)) step('open a rotation', { key: `@${key}.id` }, key)
  const hook = { url: 'https://hooks.example.com/keystead', description: 'founded' }
  step('create a webhook', hook)
  for (const place of places) {
    const number = step('create a webhook', { ...hook, organization: `@${place}.id` })
    if (draw(2) === 0) step('change a webhook', { webhook: `@webhook ${number}.id`, enabled: false })
    const organization = `@${place}.id`
    step('invite somebody', { organization, email: `viewer-${steps.length}@example.com`, role: 'viewer' })
    step('block a key', { organization, key: `@${one(users).key}.id` })
    if (draw(2) === 0) continue
    step('change policies', {
      organization,
      disableKeyCreation: draw(4) === 0,
      disableViewerKeyCreation: draw(2) === 0,
      enforceOrganizationKeys: draw(4) === 0,
      disableTeamServiceAccountCreation: draw(2) === 0,
      maximumKeyLifetimeSeconds: draw(3) === 0 ? 3600 : null,
      confirmation: `@${place}.name`,
    })
  }
  return steps
}
