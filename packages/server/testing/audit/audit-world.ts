import type { AuditEvent, OrganizationRole } from '@keystead/core'
import type { Machine, Person } from '../accounts.ts'
import type { Answer } from '../call.ts'
import { bodyOf } from '../rest-calls.ts'
import type { TestApp } from '../start-test-app.ts'

/** A change that somebody is about to ask for, and what the trail is to hold of it. */
export type Prepared = {
  /** Asks for it. */
  readonly call: () => Promise<Answer>
  /** `action in organization`, in their order; `-` for no organization. */
  readonly events: readonly string[]
}

/** People and things for one row of a table, each with a name of its own. */
export type AuditWorld = {
  readonly app: TestApp
  /** A name that nothing has. */
  name(kind: string): string
  /** A user with a personal key, in these organizations. */
  person(roles: Readonly<Record<string, OrganizationRole>>): Promise<Person>
  /** A service account of the team, which is made with it; left out, of the organization. */
  machine(organization: string, team?: string): Promise<Machine>
  /** By the REST door, as whoever a token is of. */
  as(caller: { readonly token: string }): (method: string, path: string, body?: unknown) => Promise<Answer>
  /** What the product answers, where it must answer well. */
  get<Body>(answer: Promise<Answer>): Promise<Body>
}

export function makeAuditWorld(app: TestApp): AuditWorld {
  let made = 0
  const name = (kind: string) => {
    made += 1
    return `${kind}-${made}`
  }
  return {
    app,
    name,
    person: (roles) => app.addPerson(name('person'), roles),
    machine: (organization, team) =>
      app.addMachine(name('machine'), { organization, ...(team !== undefined && { team }) }),
    as:
      ({ token }) =>
      (method, path, body) =>
        app.call(method, `/api/v1${path}`, { token, ...(body !== undefined && { body }) }),
    async get<Body>(asked: Promise<Answer>) {
      const answer = await asked
      return bodyOf<Body>(answer, answer.status < 300 ? answer.status : 200)
    },
  }
}

/** What the trail holds of a work. */
export async function eventsOf({ instance: { store } }: TestApp, work: () => Promise<unknown>): Promise<AuditEvent[]> {
  const beyond = (await store.findAuditHead())?.number ?? 0
  await work()
  return store.listAuditEvents({ order: 'oldest-first', beyond, limit: 1000 })
}

export const summarize = (events: readonly AuditEvent[]) =>
  events.map(({ action, organization }) => `${action} in ${organization?.name ?? '-'}`)
