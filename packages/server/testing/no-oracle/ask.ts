import type { Answer } from '../call.ts'
import { findDifferences } from './compare-answers.ts'
import { formsOf, isReference, type Reference, type Row } from './row.ts'
import { type Call, sendRequest, valuesOf } from './send-request.ts'
import type { Asker, Kind, Place, Thing, World } from './thing.ts'

/** The whole of a request but for the one reference that is asked about. */
type Question = {
  readonly part: string
  readonly form: (reference: string) => unknown
  readonly place: Place
  readonly token: string | undefined
}
type Asking = {
  readonly ask: (question: Question, reference: string) => Promise<Answer>
  /** Whether answers may hold what is drawn at random for something new. */
  readonly haveMade: boolean
}

/**
 * Asks one route for everything that the callers have no right to know of, and for what does not exist. Answers, in
 * words, every difference that is no exception of the row, and every exception that makes none.
 */
export async function findOracles(world: World, route: string, row: Row, call: Call): Promise<string[]> {
  const exceptions = (row.exceptions ?? []).flatMap(({ part, kind, askers: told }) =>
    told.filter((asker) => world.askers.includes(asker)).map((asker) => lessonOf(asker, part, kind)),
  )
  const asking = prepare(route, row, call)
  const lessons = (await Promise.all(world.askers.map((asker) => listLessons(world, row, asker, asking)))).flat()
  const learnt = new Set(lessons.map(({ lesson }) => lesson))
  return [
    ...lessons.filter(({ lesson }) => !exceptions.includes(lesson)).map(({ lesson, how }) => `${lesson}, ${how}`),
    ...exceptions.filter((lesson) => !learnt.has(lesson)).map((lesson) => `not so: ${lesson}`),
  ]
}

const lessonOf = (asker: Asker, part: string, kind: Kind) => `${asker} learns by ${part} of ${kind}`

async function listLessons(world: World, row: Row, asker: Asker, asking: Asking) {
  const lessons: { readonly lesson: string; readonly how: string }[] = []
  for (const { part, form, thing } of referencesTo(world, row)) {
    if (thing.knownTo.includes(asker)) continue
    for (const place of world.places) {
      const question = { part, form, place, token: world.tokens[asker] }
      for (const difference of await compare(world.madeUp, question, thing, asking)) {
        lessons.push({ lesson: lessonOf(asker, part, thing.kind), how: `${thing.what} ${difference}` })
      }
    }
  }
  return lessons
}

/**
 * What a row asks in vain: kinds of things of which nobody is told anything, although somebody should be. The part is not
 * read then, or what the row names is not there, and that all callers get the same answer proves nothing.
 */
export async function findVainQuestions(world: World, route: string, row: Row, call: Call): Promise<string[]> {
  const vain: string[] = []
  const asking = prepare(route, row, call)
  for (const [part, reference] of referencesOf(row)) {
    for (const kind of reference.asks) {
      const isTold = await isToldToAnybody(world, [part, reference], kind, asking)
      const isNobodys = reference.toldToNobody?.includes(kind) ?? false
      if (isTold === isNobodys) vain.push(`${part} ${kind} is told to ${isTold ? 'some' : 'nobody'}`)
    }
  }
  return vain
}

/** Texts that no database, path or pattern may stumble over. */
const oddTexts = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\u202egnp',
  '🔑'.repeat(255),
  'x'.repeat(1_024),
  '__proto__',
  'constructor',
  '%',
  '..',
  "_%'; --",
]

/** The texts of which an admin of the instance brings the server to a fault, in the place of any reference of a row. */
export async function findFaults(world: World, route: string, row: Row, call: Call): Promise<string[]> {
  const faults: string[] = []
  const [token] = world.insiders
  const [place] = world.places
  if (place === undefined) throw new Error('a world without a place')
  const { ask } = prepare(route, row, call)
  for (const [part, reference] of referencesOf(row)) {
    // A path holds whole characters only.
    for (const text of oddTexts.filter((odd) => !part.startsWith('path.') || odd.isWellFormed())) {
      for (const form of formsOf(reference)) {
        const { status, text: body } = await ask({ part, form, place, token }, text)
        if (status >= 500) faults.push(`${part} ${JSON.stringify(text.slice(0, 20))}: ${status} ${body}`)
      }
    }
  }
  return faults
}

async function isToldToAnybody(
  { things, insiders, places, madeUp }: World,
  [part, reference]: readonly [string, Reference],
  kind: Kind,
  asking: Asking,
): Promise<boolean> {
  for (const thing of things.filter((known) => known.kind === kind)) {
    for (const token of insiders) {
      for (const place of places) {
        for (const form of formsOf(reference)) {
          const differences = await compare(madeUp, { part, form, place, token }, thing, asking)
          if (differences.length > 0) return true
        }
      }
    }
  }
  return false
}

const referencesOf = ({ parts }: Row) =>
  Object.entries(parts).filter((entry): entry is [string, Reference] => isReference(entry[1]))

function referencesTo({ things }: World, row: Row) {
  return referencesOf(row).flatMap(([part, reference]) =>
    things
      .filter(({ kind }) => reference.asks.includes(kind))
      .flatMap((thing) => formsOf(reference).map((form) => ({ part, form, thing }))),
  )
}

/** In every way in which the thing is named. */
async function compare(
  madeUpOf: World['madeUp'],
  question: Question,
  thing: Thing,
  { ask, haveMade }: Asking,
): Promise<string[]> {
  const found: string[] = []
  for (const [how, existing] of Object.entries(thing.named)) {
    const madeUp = madeUpOf[thing.kind][how]
    if (madeUp === undefined) throw new Error(`nothing is made up that is named ${how} as ${thing.kind} is`)
    const differences = findDifferences(
      { reference: existing, answer: await ask(question, existing) },
      { reference: madeUp, answer: await ask(question, madeUp) },
      haveMade,
    )
    if (differences.length > 0) found.push(`${how}: ${differences.join(', ')}`)
  }
  return found
}

/** What does not exist is asked for once, however many things that do are held against it. */
function prepare(route: string, row: Row, call: Call): Asking {
  const answers = new Map<string, Promise<Answer>>()
  const ask = ({ part, form, place, token }: Question, reference: string) => {
    const values = valuesOf(row, place, [part, form(reference)])
    const name = JSON.stringify([token, [...values]])
    const answer = answers.get(name) ?? sendRequest(route, row, values, token, call)
    answers.set(name, answer)
    return answer
  }
  return { ask, haveMade: row.makes ?? false }
}
