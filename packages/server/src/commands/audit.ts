import { type AuditAnchor, type Instance, type TrailReport, verifyTrail } from '@keystead/core'
import { z } from 'zod'
import type { OperatorCommand } from './operator-command.ts'
import { parseOptions, UsageError } from './usage-error.ts'

export type AuditArguments =
  | { readonly verb: 'verify'; readonly anchor: AuditAnchor | null; readonly json: boolean }
  | { readonly verb: 'anchor' }

export function parseAuditArguments([verb, ...args]: string[]): AuditArguments {
  if (verb === 'verify') {
    const options = { anchor: { type: 'string' }, json: { type: 'boolean', default: false } } as const
    const whatItTakes = 'keystead audit verify takes --anchor <number>:<mac> and --json, and nothing else'
    const { anchor, json } = parseOptions(args, options, whatItTakes)
    return { verb, json, anchor: anchor === undefined ? null : readAnchor(anchor) }
  }
  if (verb === 'anchor') {
    parseOptions(args, {}, 'keystead audit anchor takes no arguments')
    return { verb }
  }
  throw new UsageError('keystead audit needs to know what to do: verify, or anchor')
}

// A MAC is 32 bytes in base64url.
const anchorShape = /^([1-9]\d{0,14}):([A-Za-z0-9_-]{43})$/

export const writeAnchor = ({ number, mac }: AuditAnchor) => `${number}:${mac}`

function readAnchor(text: string): AuditAnchor {
  const [, number, mac] = anchorShape.exec(text.trim()) ?? []
  if (number === undefined || mac === undefined) {
    throw new UsageError(
      '--anchor takes <number>:<mac>, as keystead audit anchor prints it or a line of an export has it',
    )
  }
  return { number: Number(number), mac }
}

/** Whether anything ever happened in this database: if not, it is hardly the one that is meant. */
type Found = { readonly inUse: boolean }

const anchorSchema = z.object({ number: z.number().int(), mac: z.string() })

/** Reads the whole trail, and answers what is wrong with it. */
export const verifyCommand: OperatorCommand<{ readonly anchor: AuditAnchor | null }, TrailReport & Found> = {
  name: 'audit-verify',
  requestSchema: z.object({ anchor: anchorSchema.nullable() }),
  async run(instance, { anchor }, reportProgress) {
    const report = await verifyTrail(instance, anchor ?? undefined, reportProgress)
    return { ...report, inUse: await isInUse(instance) }
  },
}

/** Answers the end of the trail as it is now. */
export const anchorCommand: OperatorCommand<unknown, { readonly head: AuditAnchor | null } & Found> = {
  name: 'audit-anchor',
  requestSchema: z.object({}),
  async run(instance) {
    return { head: (await instance.store.findAuditHead()) ?? null, inUse: await isInUse(instance) }
  },
}

async function isInUse({ store }: Instance): Promise<boolean> {
  return (await store.isBootstrapped()) || (await store.findAuditHead()) !== undefined
}
