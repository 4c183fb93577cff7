import type { AuditEvent, Member, Organization, ServiceAccount, Team } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { formatTime } from '../../terminal/format-time.ts'
import { type Column, renderTable } from '../../terminal/render-table.ts'
import { answer } from '../answer.ts'
import { takeSome } from '../take-some.ts'

/** The first of a list, as a table or as JSON under its name. */
async function show<Row>(context: Context, name: string, source: AsyncIterable<Row>, columns: readonly Column<Row>[]) {
  const { phrases, terminal } = context
  const { items, more } = await takeSome(source, {})
  if (items.length === 0 && !context.json) return terminal.say(phrases.lists.none)
  answer(context, { [name]: items, more }, () => renderTable(terminal, columns, items))
}

export async function listOrganizations(context: Context): Promise<void> {
  const words = context.phrases.lists
  await show<Organization>(context, 'organizations', (await openClient(context)).organizations.listAll(), [
    { title: words.name, read: ({ name }) => name, mayShrink: true },
    { title: words.id, read: ({ id }) => id },
  ])
}

export async function listTeams(context: Context, organization: string): Promise<void> {
  const words = context.phrases.lists
  await show<Team>(context, 'teams', (await openClient(context)).teams.listAll(organization), [
    { title: words.name, read: ({ name }) => name, mayShrink: true },
    { title: words.id, read: ({ id }) => id },
  ])
}

export async function listMembers(context: Context, organization: string): Promise<void> {
  const words = context.phrases.lists
  await show<Member>(context, 'members', (await openClient(context)).members.listAll(organization), [
    { title: words.name, read: ({ user }) => user.username, mayShrink: true },
    { title: words.email, read: ({ user }) => user.email, mayShrink: true },
    { title: words.role, read: ({ role }) => role },
    { title: words.id, read: ({ user }) => user.id },
  ])
}

export async function listServiceAccounts(context: Context, organization: string): Promise<void> {
  const words = context.phrases.lists
  const source = (await openClient(context)).serviceAccounts.listAll(organization)
  await show<ServiceAccount>(context, 'serviceAccounts', source, [
    { title: words.name, read: ({ name }) => name, mayShrink: true },
    { title: words.team, read: ({ team }) => team?.name ?? '', mayShrink: true },
    { title: words.verifier, read: ({ verifier }) => (verifier ? words.yes : '') },
    { title: words.id, read: ({ id }) => id },
  ])
}

export async function listAudit(context: Context, organization: string | undefined): Promise<void> {
  const { phrases, terminal } = context
  const words = phrases.lists
  await show<AuditEvent>(context, 'events', (await openClient(context)).audit.listAll({ organization }), [
    { title: words.at, read: ({ at }) => formatTime(at, terminal.language) },
    { title: words.action, read: ({ action }) => action },
    { title: words.actor, read: ({ actor }) => actor.name ?? actor.type, mayShrink: true },
    { title: words.target, read: ({ target }) => target.name ?? target.id ?? '', mayShrink: true },
    { title: words.outcome, read: ({ code, outcome }) => code ?? outcome },
  ])
}
