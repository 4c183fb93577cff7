import type { Draw } from '../../durability/seeded-random.ts'
import { actions } from '../actions/actions.ts'
import { type Drawn, pick, whileMs } from '../actions/draw-input.ts'
import { administersInstance, type Caller, holderOf, nobody } from '../model/caller.ts'
import type { ActionName } from '../model/table.ts'
import type { Key, World } from '../model/world.ts'
import { foretell, type Step, unauthenticated } from './perform.ts'
import { describeSituation } from './situation.ts'

/** How often each outcome of each action has come in one world, by {@link outcomeKey}. */
export type Tally = Map<string, number>

export const outcomeKey = (action: ActionName, { outcome, need }: { outcome: string; need: number | null }) =>
  `${action} → ${outcome}${need === null ? '' : ` (need ${need + 1})`}`

const names = Object.keys(actions) as ActionName[]
const usualWeight = 2
const hat = names.flatMap((name) => Array.from({ length: actions[name].weight ?? usualWeight }, () => name))

// Of so many ways to ask, the one is taken whose outcome was seen least, and then whose situation was: what is rare by
// chance is as important.
const candidates = 16

/** What is done next: an action by chance, asked for so that it ends as it seldom has. Notes how it will have ended. */
export function nextStep(world: World, draw: Draw, drawn: Tally): Step {
  const number = world.step + 1
  // New things are called after the step that makes them.
  world.step = number
  const action = hat[draw(hat.length)] as ActionName
  const wait = draw(12) === 0 ? whileMs({ world, caller: nobody, draw, input: {} }) : undefined
  // A key that is good no more is refused in every row alike: seldom, once that was seen.
  const isDead = draw(drawn.has(outcomeKey(action, unauthenticated)) ? 30 : 8) === 0
  const found = Array.from({ length: candidates }, () => drawOne(world, draw, action, isDead))
  const ways = found.map((way) => {
    const { ask, ...foretold } = foretell(world, { action, ...way })
    const { ends } = actions[action]
    const outcome = outcomeKey(action, foretold) + (ends !== undefined && foretold.outcome === 'done' ? ends(ask) : '')
    return { way, outcome, situation: `${outcome}, ${describeSituation(ask)}` }
  })
  const seen = (key: string) => drawn.get(key) ?? 0
  const [best] = ways.toSorted((a, b) => seen(a.outcome) - seen(b.outcome) || seen(a.situation) - seen(b.situation))
  if (best === undefined) throw new Error('there is no way to ask')
  for (const key of [best.outcome, best.situation]) drawn.set(key, seen(key) + 1)
  return { number, action, ...best.way, ...(typeof wait === 'number' && { afterMs: wait }) }
}

/** A key that is good, often one whose holder can do more with it than most. */
function pickKey(world: World, draw: Draw, isDead: boolean): Key | undefined {
  const all = [...world.everything.values()].filter((thing) => thing.kind === 'key')
  if (isDead) {
    return pick(
      draw,
      all.filter((key) => holderOf(world, key) === undefined),
    )
  }
  const holders = all.flatMap((key) => holderOf(world, key) ?? [])
  const isInvited = ({ user }: Caller) => [...world.invitations].some(({ email }) => email === user?.email)
  const isVerifier = ({ serviceAccount }: Caller) => serviceAccount?.verifier === true
  const kinds = [administersInstance, administersSomething, administersSomething, isInvited, isVerifier]
  const few = holders.filter(pick(draw, kinds) ?? (() => true))
  return pick(draw, draw(2) === 0 || few.length === 0 ? holders : few)?.key ?? undefined
}

const administersSomething = (caller: Caller) =>
  [...caller.organizations.values(), ...caller.teams.values()].includes('admin')

function drawOne(world: World, draw: Draw, action: ActionName, isDead: boolean): Pick<Step, 'by' | 'input'> {
  const { takes, anonymous } = actions[action]
  const key = anonymous ? undefined : pickKey(world, draw, isDead)
  const caller = holderOf(world, key) ?? nobody
  const input: Record<string, Drawn> = {}
  for (const [name, drawer] of Object.entries(takes)) {
    const drawn = drawer({ world, caller, draw, input })
    if (drawn !== undefined) input[name] = drawn
  }
  return { by: key?.label ?? null, input }
}
