import type { Draw } from '../../durability/seeded-random.ts'
import { actions } from '../actions/actions.ts'
import { type Drawn, pick, whileMs } from '../actions/draw-input.ts'
import { holderOf, nobody } from '../model/caller.ts'
import type { ActionName } from '../model/table.ts'
import type { Key, World } from '../model/world.ts'
import { foretell, type Step, unauthenticated } from './perform.ts'
import { describeCaller, describeSituation } from './situation.ts'

/** How often each outcome of each action has come in one world, by {@link outcomeKey}. */
export type Tally = Map<string, number>

export const outcomeKey = (action: ActionName, { outcome, need }: { outcome: string; need: number | null }) =>
  `${action} → ${outcome}${need === null ? '' : ` (need ${need + 1})`}`

const names = Object.keys(actions) as ActionName[]
const usualWeight = 2
const hat = names.flatMap((name) => Array.from({ length: actions[name].weight ?? usualWeight }, () => name))

// Of so many ways to ask, the one is taken whose outcome was seen least, or whose situation was: what is rare by chance is
// as important.
const candidates = 40

/** What is done next: an action by chance, asked for so that it ends as it seldom has. Notes how it will have ended. */
export function nextStep(world: World, draw: Draw, drawn: Tally): Step {
  const number = world.step + 1
  // New things are called after the step that makes them.
  world.step = number
  const action = hat[draw(hat.length)] as ActionName
  const wait = draw(12) === 0 ? whileMs({ world, caller: nobody, draw, input: {} }) : undefined
  // A key that is good no more is refused in every row alike: seldom, once that was seen.
  const isDead = draw(drawn.has(outcomeKey(action, unauthenticated)) ? 30 : 8) === 0
  const pickKey = actions[action].anonymous ? () => undefined : keyPicker(world, draw, isDead)
  const found = Array.from({ length: candidates }, () => drawOne(world, draw, action, pickKey()))
  const ways = found.map((way) => {
    const { ask, ...foretold } = foretell(world, { action, ...way })
    const { ends } = actions[action]
    const outcome = outcomeKey(action, foretold) + (ends !== undefined && foretold.outcome === 'done' ? ends(ask) : '')
    return { way, outcome, situation: `${outcome}, ${describeSituation(ask)}` }
  })
  const seen = (key: string) => drawn.get(key) ?? 0
  const byOutcome = draw(3) > 0
  const [best] = ways.toSorted(
    (a, b) => (byOutcome ? seen(a.outcome) - seen(b.outcome) : 0) || seen(a.situation) - seen(b.situation),
  )
  if (best === undefined) throw new Error('there is no way to ask')
  for (const key of [best.outcome, best.situation]) drawn.set(key, seen(key) + 1)
  return { number, action, ...best.way, ...(typeof wait === 'number' && { afterMs: wait }) }
}

/** Gives a key that is good no more, or a good one: of each sort of caller that there is alike, or of who is invited. */
function keyPicker(world: World, draw: Draw, isDead: boolean): () => Key | undefined {
  const all = [...world.everything.values()].filter((thing) => thing.kind === 'key')
  const good = all.flatMap((key) => holderOf(world, key) ?? [])
  const dead = all.filter((key) => holderOf(world, key) === undefined)
  if (isDead || good.length === 0) return () => pick(draw, dead)
  const invited = good.filter(({ user }) => [...world.invitations].some(({ email }) => email === user?.email))
  const sorts = [...Map.groupBy(good, (caller) => describeCaller({ world, caller })).values()]
  return () => {
    const some = draw(10) === 0 && invited.length > 0 ? invited : pick(draw, sorts)
    return pick(draw, some ?? [])?.key ?? undefined
  }
}

function drawOne(world: World, draw: Draw, action: ActionName, by: Key | undefined): Pick<Step, 'by' | 'input'> {
  const caller = holderOf(world, by) ?? nobody
  const input: Record<string, Drawn> = {}
  for (const [name, drawer] of Object.entries(actions[action].takes)) {
    const drawn = drawer({ world, caller, draw, input })
    if (drawn !== undefined) input[name] = drawn
  }
  return { by: by?.label ?? null, input }
}
