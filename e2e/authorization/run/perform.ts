import type { Done } from '../actions/action.ts'
import { actions } from '../actions/actions.ts'
import { type Drawn, resolve } from '../actions/draw-input.ts'
import { type Ask, type Input, readAsk } from '../model/ask.ts'
import { type Caller, holderOf, homeOf, nobody } from '../model/caller.ts'
import { type ActionName, type Need, table } from '../model/table.ts'
import { type Key, record, type World } from '../model/world.ts'
import { findDifferences } from './differences.ts'
import type { Answer, Ask as AskDoor } from './http-door.ts'

/** An action, in words that mean the same in every run. */
export type Step = {
  readonly number: number
  readonly action: ActionName
  /** Label of the key by which it is asked; null for none. */
  readonly by: string | null
  readonly input: Readonly<Record<string, Drawn>>
  /** How much time goes by before it. */
  readonly afterMs?: number
}

/** What the table foretells: `done`, or the refusal, with the place in its row of what was not so. */
export type Foretold = { readonly outcome: string; readonly need: number | null }

export class Mismatch extends Error {
  override readonly name = 'Mismatch'
  readonly step: Step

  constructor(step: Step, message: string) {
    super(message)
    this.step = step
  }
}

export const unauthenticated: Foretold = { outcome: '401 UNAUTHENTICATED', need: null }

function findKey(world: World, label: string | null): Key | undefined {
  const thing = label === null ? undefined : world.everything.get(label)
  return thing?.kind === 'key' ? thing : undefined
}

export function foretell(
  world: World,
  { action, by, input }: Pick<Step, 'action' | 'by' | 'input'>,
): Foretold & { readonly ask: Ask } {
  const caller = actions[action].anonymous ? nobody : holderOf(world, findKey(world, by))
  const ask = readAsk(world, caller ?? nobody, toInput(world, input))
  if (caller === undefined) return { ...unauthenticated, ask }
  const needs: readonly Need[] = table[action]
  const need = needs.findIndex(([holds]) => !holds(ask))
  return need === -1 ? { outcome: 'done', need: null, ask } : { outcome: needs[need]?.[1] ?? '', need, ask }
}

/** Asks the server for what the step says, and holds its answer against the model, which goes along. */
export async function perform(askDoor: AskDoor, world: World, step: Step): Promise<Foretold> {
  world.step = step.number
  const action = actions[step.action]
  const { ask, ...foretold } = foretell(world, step)
  if (ask.caller.key !== null) ask.caller.key.isUsed = true
  const token = findKey(world, step.by)?.token
  const answer = await send(askDoor, step, ask.input, action.anonymous ? undefined : (token ?? 'made-up'))
  const fail = (text: string) => {
    throw new Mismatch(step, `${describe(world, step, ask)}\n${text}`)
  }

  if (foretold.outcome !== 'done') {
    const [status = '', code = ''] = foretold.outcome.split(' ')
    const problem = answer.body as { readonly code?: string } | undefined
    if (answer.status !== Number(status) || problem?.code !== code) {
      fail(`  expected ${foretold.outcome}\n  answered ${showAnswer(answer)}`)
    }
    if (action.recorded !== undefined && foretold.need !== null) {
      noteRefusal(world, ask.caller, action.recorded, code)
    }
    return foretold
  }

  if (answer.status < 200 || answer.status > 299) fail(`  expected that it is done\n  answered ${showAnswer(answer)}`)
  const expected = action.does(toDone(ask, answer))
  const differences = findDifferences(expected, project(answer.body, action.shows, action.lists))
  if (differences.length > 0) fail(['  done, but', ...differences.map((line) => `    ${line}`)].join('\n'))
  return foretold
}

function toInput(world: World, drawn: Step['input']): Input {
  const resolved = Object.entries(drawn).map(([name, value]) => [
    name,
    typeof value === 'string'
      ? resolve(world, value)
      : Array.isArray(value)
        ? value.map((item: string) => resolve(world, item))
        : value,
  ])
  return Object.fromEntries(resolved) as Input
}

async function send(askDoor: AskDoor, step: Step, input: Input, token: string | undefined): Promise<Answer> {
  const { door, lists, body: write = (fields) => fields } = actions[step.action]
  const [method = '', template = ''] = door.split(' ')
  const rest = new Map<string, unknown>(Object.entries(input))
  const path = template.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = rest.get(name)
    rest.delete(name)
    return encodeURIComponent(String(value))
  })
  const credentials = token === undefined ? {} : { token }
  if (method !== 'GET' && method !== 'DELETE') {
    // What is put somewhere may say nothing more than where.
    const hasBody = method !== 'PUT' || rest.size > 0
    return askDoor(method, path, { ...credentials, ...(hasBody && { body: write(Object.fromEntries(rest)) }) })
  }
  const query = new URLSearchParams([...rest].map(([name, value]): [string, string] => [name, String(value)]))
  const address = () => (query.size === 0 ? path : `${path}?${query}`)
  const first = await askDoor(method, address(), credentials)
  if (lists === undefined || first.status !== 200) return first

  const items: unknown[] = []
  for (let page = first; ; ) {
    const body = page.body as Readonly<Record<string, unknown>>
    if (page.status !== 200) return page
    items.push(...(body[lists] as readonly unknown[]))
    if (body.nextCursor === null) return { status: 200, body: { [lists]: items } }
    query.set('cursor', String(body.nextCursor))
    page = await askDoor(method, address(), credentials)
  }
}

function project(body: unknown, shows: ((item: unknown) => unknown) | undefined, lists: string | undefined): unknown {
  if (shows === undefined) return body
  if (Array.isArray(body)) return body.map(shows)
  return { [lists ?? '']: ((body as Record<string, unknown[]>)[lists ?? ''] ?? []).map(shows) }
}

function toDone(ask: Ask, { body }: Answer): Done {
  const { world, caller } = ask
  const actor = { actor: (caller.user ?? caller.serviceAccount)?.id ?? null, actorKey: caller.key?.id ?? null }
  const additions: Pick<Done, 'learn' | 'note' | 'noteRefusal'> = {
    learn: (...path) =>
      String(path.reduce((part, name) => (part as Record<string, unknown> | undefined)?.[name], body)),
    note(action, organizations, target) {
      const places = organizations.length === 0 ? [null] : organizations
      for (const place of places) record(world, { action, ...actor, organization: place?.id ?? null, target })
    },
    noteRefusal: (action, code) => noteRefusal(world, caller, action, code),
  }
  // The row of the table has looked: what its action takes is there.
  return { ...ask, ...additions } as Done
}

function noteRefusal(world: World, caller: Caller, action: string, code: string): void {
  record(world, {
    action,
    outcome: 'refused',
    code,
    actor: (caller.user ?? caller.serviceAccount)?.id ?? null,
    actorKey: caller.key?.id ?? null,
    organization: homeOf(caller)?.id ?? null,
  })
}

function describe(world: World, step: Step, { caller, input }: Ask): string {
  const roles = [...caller.organizations].map(([{ name }, role]) => `${role ?? 'service account'} of ${name}`)
  const teams = [...caller.teams].map(([{ name }, role]) => `${role ?? 'service account'} of team ${name}`)
  const key = findKey(world, step.by)
  const who = [
    key === undefined
      ? 'nobody'
      : `${step.by} of ${key.owner.label}${key.organization ? ', confined to its organization' : ''}`,
    ...(caller.user?.instanceAdmin ? ['an instance admin'] : []),
    ...roles,
    ...teams,
  ]
  return [
    `${step.number}. ${step.action}: ${actions[step.action].door}`,
    `  by ${who.join(', ')}`,
    `  with ${JSON.stringify(step.input)}`,
    `     = ${JSON.stringify({ ...input, ...(input.token !== undefined && { token: '…' }) })}`,
  ].join('\n')
}

const showAnswer = ({ status, body }: Answer) => `${status} ${JSON.stringify(body)?.slice(0, 500)}`
