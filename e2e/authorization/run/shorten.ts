import type { Step } from './perform.ts'

/**
 * Leaves out as many steps as it can, so that it still fails: half of them, a quarter, … down to each single one (Zeller's
 * ddmin, less its complements). Stops early when the time is up, with the shortest found by then.
 */
export async function shorten(
  steps: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
  limitMs: number,
): Promise<readonly Step[]> {
  const end = performance.now() + limitMs
  let shortest = steps
  for (let size = Math.ceil(shortest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = shortest.length - size; from > -size; from -= size) {
      if (performance.now() > end) return shortest
      const less = [...shortest.slice(0, Math.max(0, from)), ...shortest.slice(from + size)]
      if (less.length > 0 && (await fails(less))) shortest = less
    }
  }
  return shortest
}
