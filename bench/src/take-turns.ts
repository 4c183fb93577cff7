import { noteProgress } from './report/note-progress.ts'

/**
 * Measures the contenders in turn, round by round, so that a machine that slows down slows down all of them. Answers what
 * each of them did in each round.
 */
export async function takeTurns<Contender extends { readonly name: string }, Sample>(
  contenders: readonly Contender[],
  rounds: number,
  measure: (contender: Contender) => Promise<Sample>,
): Promise<Map<Contender, Sample[]>> {
  const samples = new Map<Contender, Sample[]>(contenders.map((contender) => [contender, []]))
  // A first round that is not counted: the just-in-time compiler has not seen the code yet.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [contender, taken] of samples) {
      noteProgress(`${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${contender.name}`)
      const sample = await measure(contender)
      if (round > 0) taken.push(sample)
    }
  }
  return samples
}
