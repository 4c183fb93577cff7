import { type Chance, chanceFrom } from './chance.ts'
import type { Fleet } from './draw-fleet.ts'
import { type Judge, type RotationOutcome, runRotation } from './run-rotation.ts'

export type Run = { readonly outcomes: readonly RotationOutcome[]; readonly violations: readonly string[] }

export type RunRequest = {
  readonly seed: number
  readonly rotations: number
  readonly drawFleet: (chance: Chance) => Fleet
  readonly judge: Judge
  /** After the first violation, there is nothing more to learn. */
  readonly stopsAtFirst?: boolean
}

/** Many rotations, each from a seed of its own, by which it can be had again. */
export function runMany({ seed, rotations, drawFleet, judge, stopsAtFirst = false }: RunRequest): Run {
  const outcomes: RotationOutcome[] = []
  const violations: string[] = []
  for (let index = 0; index < rotations; index++) {
    const chance = chanceFrom(seed + index)
    const outcome = runRotation(drawFleet(chance), judge, chance)
    outcomes.push(outcome)
    const habits = outcome.cutOff.map(({ habit, identity }) => `${habit} (${identity.label ?? identity.network})`)
    if (habits.length === 0) continue
    violations.push(`seed ${seed + index} cut off ${habits.join(', ')}`)
    if (stopsAtFirst) break
  }
  return { outcomes, violations }
}
