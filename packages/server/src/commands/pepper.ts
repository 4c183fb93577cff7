import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import {
  deriveAuditKey,
  type Instance,
  type ListedNode,
  makePepper,
  noteOperation,
  type PepperUse,
  pepperBytes,
  type Store,
} from '@keystead/core'
import { z } from 'zod'
import { changePepperFile, openPeppers, PepperError } from '../pepper-file.ts'
import type { PepperLine } from '../pepper-lines.ts'
import type { OperatorCommand } from './operator-command.ts'
import { parseOptions, UsageError } from './usage-error.ts'

const verbs = ['list', 'rotate', 'add', 'use', 'retire'] as const

export type PepperArguments = {
  readonly verb: (typeof verbs)[number]
  /** For `use` and `retire`. */
  readonly version: number | null
  readonly json: boolean
}

export function parsePepperArguments([verb, ...args]: string[]): PepperArguments {
  const known = verbs.find((name) => name === verb)
  if (known === undefined) throw new UsageError(`keystead pepper needs to know what to do: ${verbs.join(', ')}`)
  if (known === 'list') {
    const whatItTakes = 'keystead pepper list takes --json, and nothing else'
    const { json } = parseOptions(args, { json: { type: 'boolean', default: false } } as const, whatItTakes)
    return { verb: known, version: null, json }
  }
  if (known === 'rotate' || known === 'add') {
    parseOptions(args, {}, `keystead pepper ${known} takes no arguments`)
    return { verb: known, version: null, json: false }
  }
  const [text = '', ...rest] = args
  if (!/^[1-9]\d{0,8}$/.test(text) || rest.length > 0) {
    throw new UsageError(`keystead pepper ${known} takes a version, as keystead pepper list shows them`)
  }
  return { verb: known, version: Number(text), json: false }
}

export type PepperState = 'current' | 'checking' | 'next' | 'retired'
export type ListedPepper = PepperUse & { readonly state: PepperState }

export type PepperAnswer =
  | { readonly kind: 'done'; readonly peppers: readonly ListedPepper[] }
  /** What keeps it from being done. */
  | { readonly kind: 'refused'; readonly why: string }

/** Changes the pepper file, and has this process use it as it then is; or only tells what there is. */
export function pepperCommand(file: string): OperatorCommand<Pick<PepperArguments, 'verb' | 'version'>, PepperAnswer> {
  return {
    name: 'pepper',
    requestSchema: z.object({ verb: z.enum(verbs), version: z.number().int().nullable() }),
    async run(instance, { verb, version }) {
      try {
        if (verb !== 'list') await changePeppers(instance, file, verb, version)
        return { kind: 'done', peppers: await listPeppers(instance) }
      } catch (error) {
        if (error instanceof PepperError) return { kind: 'refused', why: error.message }
        throw error
      }
    },
  }
}

async function changePeppers(
  instance: Instance,
  file: string,
  verb: Exclude<PepperArguments['verb'], 'list'>,
  version: number | null,
): Promise<void> {
  const { store, peppers } = instance
  const uses = await store.countPepperUse()
  await refuseForOthers(store, verb, version ?? 0)
  const change = (lines: readonly PepperLine[]) => changes[verb](lines, version ?? 0, uses)
  const details = { version: version ?? peppers.newestVersion + 1 }
  await noteOperation(instance, { action: actions[verb], details }, () => changePepperFile(file, change))
  peppers.replaceBy(await openPeppers(store, file))
}

const actions = {
  rotate: 'instance.use_pepper',
  add: 'instance.add_pepper',
  use: 'instance.use_pepper',
  retire: 'instance.retire_pepper',
} as const

// Longer than a node takes to say what it has just read, unless its lease is a long one.
const patienceMs = 3_000
const lookMs = 250

/** Fails while some node could not check, or would still make, what this change brings or takes away. */
async function refuseForOthers(store: Store, verb: PepperArguments['verb'], version: number): Promise<void> {
  // The process that has the database to itself reads the file as soon as it is changed.
  if (store.changes.exclusive || (verb !== 'use' && verb !== 'retire')) return
  const isLate = ({ peppers }: ListedNode) => {
    // Of a release that does not say what it knows.
    if (peppers === undefined) return true
    return verb === 'use' ? peppers.newest < version : peppers.current <= version
  }
  const findLate = async () => (await store.changes.listNodes()).filter(isLate).map(({ name }) => name)
  let late = await findLate()
  for (let waitedMs = 0; late.length > 0 && waitedMs < patienceMs; waitedMs += lookMs) {
    await pause(lookMs)
    late = await findLate()
  }
  if (late.length === 0) return
  const lack = verb === 'use' ? `do not know version ${version} yet` : `still make keys under version ${version}`
  throw new PepperError(
    `there are nodes that ${lack}: ${late.join(', ')}; give them the file, and have each read it again (kill -HUP)`,
  )
}

type Change = (lines: readonly PepperLine[], version: number, uses: readonly PepperUse[]) => readonly PepperLine[]

const changes: Record<Exclude<PepperArguments['verb'], 'list'>, Change> = {
  rotate: (lines) => [...lines, makeLine(lines, 'digests')],
  add: (lines) => [...lines, makeLine(lines, 'next')],
  use: (lines, version) => {
    if (findLine(lines, version).purpose !== 'next') throw new PepperError(`version ${version} is in use already`)
    return lines.map((line) => (line.version === version ? { ...line, purpose: 'digests' } : line))
  },
  retire: (lines, version, uses) => {
    if (findLine(lines, version).purpose === 'retired') throw new PepperError(`version ${version} is retired already`)
    if (currentVersion(lines) === version)
      throw new PepperError(`version ${version} is the one that new keys are made under`)
    const use = uses.find((counted) => counted.version === version)
    if (use !== undefined) throw new PepperError(`version ${version} is needed: ${describeUse(use)} live under it`)
    return lines.map((line) => (line.version === version ? retire(line) : line))
  },
}

function makeLine(lines: readonly PepperLine[], purpose: 'digests' | 'next'): PepperLine {
  const pending = lines.find((line) => line.purpose === 'next')
  if (pending !== undefined) {
    throw new PepperError(`version ${pending.version} waits to be used: keystead pepper use ${pending.version}`)
  }
  const version = Math.max(...lines.map((line) => line.version)) + 1
  return { version, secret: randomBytes(pepperBytes), purpose }
}

function findLine(lines: readonly PepperLine[], version: number): PepperLine {
  const line = lines.find((known) => known.version === version)
  if (line === undefined) throw new PepperError(`there is no pepper version ${version}`)
  return line
}

const currentVersion = (lines: readonly PepperLine[]) =>
  Math.max(...lines.flatMap(({ version, purpose }) => (purpose === 'digests' ? [version] : [])))

/** The pepper itself is gone from then on: nothing that lived under it can be made or checked by anybody. */
function retire({ version, secret }: PepperLine): PepperLine {
  const auditKey = deriveAuditKey(makePepper(version, secret))
  return { version, secret: auditKey.export(), purpose: 'retired' }
}

async function listPeppers({ store, peppers }: Instance): Promise<ListedPepper[]> {
  const uses = new Map((await store.countPepperUse()).map((use) => [use.version, use]))
  const stateOf = (version: number): PepperState => {
    if (version === peppers.current.version) return 'current'
    return version > peppers.current.version ? 'next' : 'checking'
  }
  return [
    ...peppers.versions().map(({ version }) => ({ version, state: stateOf(version) })),
    ...peppers.retired().map(({ version }) => ({ version, state: 'retired' as const })),
  ]
    .toSorted((a, b) => a.version - b.version)
    .map(({ version, state }) => ({
      ...(uses.get(version) ?? { version, keys: 0, invitations: 0, sessions: 0, links: 0, webhooks: 0 }),
      state,
    }))
}

const meanings: Record<PepperState, string> = {
  current: 'new keys are made under it',
  checking: 'older keys are checked under it',
  next: 'known, and not used yet',
  retired: 'gone, but for checking the audit trail',
}

/** A table for people. */
export function describePeppers(peppers: readonly ListedPepper[]): string {
  const rows = peppers.map(({ version, state, keys, invitations, sessions, links, webhooks }) =>
    [version, keys, invitations, sessions, links, webhooks].map(String).concat(meanings[state]),
  )
  const table = [['version', 'keys', 'invitations', 'sessions', 'links', 'webhooks', ''], ...rows]
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  return table
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}

function describeUse({ keys, invitations, sessions, links, webhooks }: PepperUse): string {
  return Object.entries({ keys, invitations, sessions, links, webhooks })
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${count === 1 ? what.slice(0, -1) : what}`)
    .join(', ')
}
