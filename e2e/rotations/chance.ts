import { type Draw, seededRandom } from '../durability/seeded-random.ts'

/** Random decisions that follow from a seed. */
export type Chance = {
  readonly draw: Draw
  /** From 0 to below 1. */
  share(): number
  /** True for about this share of all calls. */
  happens(share: number): boolean
  between(low: number, high: number): number
  /** How long one waits for what happens at any moment alike. */
  wait(meanMs: number): number
  pick<Item>(items: readonly Item[]): Item
}

export function chanceFrom(seed: number): Chance {
  const draw = seededRandom(seed)
  const share = () => draw(2 ** 30) / 2 ** 30
  return {
    draw,
    share,
    happens: (wanted) => share() < wanted,
    between: (low, high) => low + share() * (high - low),
    wait: (meanMs) => -Math.log(1 - share()) * meanMs,
    pick: (items) => items[draw(items.length)] as (typeof items)[number],
  }
}
