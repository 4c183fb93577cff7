import { createHash } from 'node:crypto'
import type { AccountId } from '../identifiers.ts'
import type { ConsumerId, ConsumerIdentity } from '../model/consumer.ts'
import { cleanText } from './clean-text.ts'
import { placeOfAddress } from './place-of-address.ts'
import { readProgram } from './read-program.ts'

/** Where a token was presented from, as far as the one who checks it knows. */
export type ClientDetails = {
  readonly ip?: string | undefined
  readonly userAgent?: string | undefined
  readonly label?: string | undefined
  /** Whoever asks Keystead about the token; left out at Keystead's own doors, where the client itself presents it. */
  readonly verifier?: AccountId | undefined
}

const longestLabel = 100

/**
 * Which place this is. One that has a label is that label, wherever it runs: a container moves. Any other is its network and
 * its program, whatever the program's version. What different verifiers see are different places: a host may have
 * brought a new key to one of them and not to the other.
 */
export function identifyConsumer({ ip, userAgent, label, verifier }: ClientDetails): ConsumerIdentity {
  const name = cleanText(label, longestLabel)
  const place = placeOfAddress(ip)
  const program = readProgram(userAgent)
  const mark = name === null ? ['place', place?.network ?? null, program?.name ?? null] : ['label', name]
  const digest = createHash('sha256').update(JSON.stringify([...mark, verifier ?? null]))
  return {
    id: `con_${digest.digest('hex').slice(0, 32)}` as ConsumerId,
    label: name,
    network: place?.network ?? null,
    lastAddress: place?.address ?? null,
    program,
    verifier: verifier ?? null,
  }
}
