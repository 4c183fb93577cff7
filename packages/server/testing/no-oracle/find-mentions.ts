import type { Answer } from '../call.ts'
import type { Row } from './row.ts'
import { type Call, sendRequest, valuesOf } from './send-request.ts'
import type { Asker, Kind, Thing, World } from './thing.ts'

/** What has a name that nothing else has, and so is recognized wherever it is mentioned. */
const recognized: readonly Kind[] = ['organization', 'team', 'member', 'serviceAccount', 'key', 'invitation']

/** Who is told more than they can ask for. */
function isTold(asker: Asker, { kind, knownTo }: Thing): boolean {
  if (knownTo.includes(asker)) return true
  // By which organizations their own key is blocked, and to which they were invited.
  const ofTheirOwn: readonly Asker[] = ['a personal key that the organization has blocked', 'nobody']
  if (kind === 'organization' && ofTheirOwn.includes(asker)) return true
  // They read the trail and verify tokens, and so are told what admins are, though they administer nothing.
  if (asker === 'a service account of the organization') return knownTo.includes('an admin of the organization')
  if (asker === 'a service account of another organization') return knownTo.includes('an admin of another organization')
  return false
}

/**
 * Asks one route as everybody would, in each place, and looks in all answers for what the caller has no right to know of:
 * what is seen may lead to what is not.
 */
export async function findMentions(world: World, route: string, row: Row, call: Call): Promise<string[]> {
  const found = new Set<string>()
  for (const asker of world.askers) {
    for (const place of world.places) {
      const values = valuesOf(row, place)
      const answer = await sendRequest(route, row, values, world.tokens[asker], call)
      const sent = new Set([...values.values()].flat())
      const texts = textsIn(answer)
      for (const thing of world.things.filter(({ kind }) => recognized.includes(kind))) {
        if (isTold(asker, thing)) continue
        const { kind, what, named } = thing
        // Capitals may be others', too.
        const names = [named['by ID'], named['by name'], named['by user name']].filter((name) => name !== undefined)
        const mentioned = names.find((name) => !sent.has(name) && texts.has(name))
        if (mentioned !== undefined) found.add(`${asker} is told of ${kind} ${what}: ${answer.text}`)
      }
    }
  }
  return [...found]
}

/** All texts in an answer, wherever they stand, with what node IDs hold. */
function textsIn({ text, headers }: Answer): Set<string> {
  const texts = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value === 'string') {
      texts.add(value)
      const [, id] = /^[A-Z]\w+:(.+)$/.exec(Buffer.from(value, 'base64').toString()) ?? []
      if (id !== undefined) texts.add(id)
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
  }
  if (/json/.test(String(headers['content-type']))) {
    for (const line of text.split('\n').filter((part) => part !== '')) collect(JSON.parse(line))
  }
  return texts
}
