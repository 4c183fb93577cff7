import {
  type Consumer,
  consumerDoubts,
  consumerStates,
  deadlineActions,
  type FoundRotation,
  type RotatingConsumer,
  type Rotation,
  type RotationDeadline,
  type RotationView,
  rotationCompletions,
  rotationDoubts,
  rotationStates,
  usualInterval,
} from '@keystead/core'
import { z } from 'zod'
import { consumerVerifierSchema } from '../keys/consumer-verifier.ts'
import { keySchema, toKeyResource } from '../keys/key-resource.ts'
import { readTime, timeSchema, writeTime } from '../wire/fields.ts'
import { nextCursorSchema } from '../wire/page.ts'

export const rotationStateSchema = z.enum(rotationStates).meta({
  id: 'RotationState',
  description:
    '`open` and `ready`: both keys work. `completed` and `revoked`: the old one is deleted. `cancelled`: the new one is',
})
export const rotationCompletionSchema = z.enum(rotationCompletions).meta({
  id: 'RotationCompletion',
  description: '`automatic`: Keystead deletes the old key by itself once it is proven that nobody needs it',
})

export const rotationDeadlineSchema = z
  .strictObject({
    at: timeSchema,
    then: z
      .enum(deadlineActions)
      .describe('`alert` tells somebody, `extend` does so and waits for a week more, `revoke` deletes the old key'),
  })
  .meta({ id: 'RotationDeadline' })

export const rotationSchema = z
  .object({
    id: z.string(),
    state: rotationStateSchema,
    oldKeyId: z.string(),
    newKeyId: z.string(),
    completion: rotationCompletionSchema,
    deadline: z.object({ at: timeSchema, then: z.enum(deadlineActions) }).nullable(),
    openedAt: timeSchema,
    openedBy: z.string().describe('ID of the user or service account'),
    readyAt: timeSchema.nullable().describe('Since when it has been ready; null while it is not'),
    stuckAt: timeSchema.nullable().describe('When somebody was told that its deadline had passed'),
    endedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Rotation', description: 'One key that takes the place of another while its consumers move.' })

const sightingSchema = z
  .object({ firstSeenAt: timeSchema, lastSeenAt: timeSchema, count: z.number().int() })
  .meta({ id: 'Sighting', description: 'When, and how often, a consumer has used one of the keys.' })

const rotatingConsumerSchema = z
  .object({
    id: z.string().describe('The same for the same place under every key; `others` for all who were too many'),
    state: z
      .enum(consumerStates)
      .describe('`waiting`, `missing` (overdue under either key) and `settling` may still need the old key'),
    doubt: z.enum(consumerDoubts).nullable().describe('Why its past does not tell when it would use the old key again'),
    label: z.string().nullable(),
    network: z.string().nullable(),
    lastAddress: z.string().nullable(),
    program: z.object({ name: z.string(), version: z.string().nullable(), runtime: z.string().nullable() }).nullable(),
    verifier: consumerVerifierSchema,
    usualIntervalMs: z.number().nullable().describe('How long it usually stays away at most; null for no habit'),
    old: sightingSchema.describe('With the old key'),
    new: sightingSchema.nullable().describe('With the new key'),
    markedGone: z.boolean().describe('Somebody has said that it will not come back'),
    movesFrom: timeSchema.nullable().describe('A use of the new key from then on shows that it has moved'),
    silentFrom: timeSchema.describe('When nobody waits for it any more, unless it uses the old key again'),
    provenFrom: timeSchema.nullable().describe('When no doubt is left, if all goes on as it does; null if unknown'),
  })
  .meta({ id: 'RotatingConsumer', description: 'One consumer of the old key, and whether it has moved.' })

const progressSchema = z
  .object({
    moved: z.number().int().describe('How many consumers need the old key no more'),
    total: z.number().int(),
    ready: z.boolean().describe('A person may delete the old key'),
    proven: z.boolean().describe('Keystead may do so by itself'),
    doubts: z.array(z.enum(rotationDoubts)).describe('What keeps it from being proven'),
    provenFrom: timeSchema.nullable().describe('When no doubt is left, if all goes on as it does; null if unknown'),
    consumers: z.array(rotatingConsumerSchema).describe('The one that needs attention most first'),
  })
  .meta({ id: 'RotationProgress' })

export const rotationViewSchema = rotationSchema
  .extend({
    oldKey: keySchema.nullable().describe('Null once it is deleted'),
    newKey: keySchema.nullable(),
    progress: progressSchema.nullable().describe('Null once the rotation is over'),
  })
  .meta({ id: 'RotationView', description: 'A rotation, its keys, and who has moved.' })

const listedRotationSchema = rotationSchema
  .extend({ key: keySchema.describe('The new key, or where that is deleted, the old one') })
  .meta({ id: 'ListedRotation', description: 'A rotation, and a key by which it can be told.' })

export const rotationPageSchema = z
  .object({ rotations: z.array(listedRotationSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'RotationPage' })

const writeTimeOrNull = (time: number | null) => (time === null ? null : writeTime(time))

export function readDeadline(deadline: z.infer<typeof rotationDeadlineSchema>): RotationDeadline
export function readDeadline(
  deadline: z.infer<typeof rotationDeadlineSchema> | null | undefined,
): RotationDeadline | null | undefined
export function readDeadline(deadline: z.infer<typeof rotationDeadlineSchema> | null | undefined) {
  if (deadline === null || deadline === undefined) return deadline
  return { at: readTime(deadline.at), then: deadline.then }
}

export function toRotationResource(rotation: Rotation): z.infer<typeof rotationSchema> {
  const { deadline } = rotation
  return {
    ...rotation,
    deadline: deadline && { at: writeTime(deadline.at), then: deadline.then },
    openedAt: writeTime(rotation.openedAt),
    readyAt: writeTimeOrNull(rotation.readyAt),
    stuckAt: writeTimeOrNull(rotation.stuckAt),
    endedAt: writeTimeOrNull(rotation.endedAt),
  }
}

export function toListedRotationResource(
  { rotation, key }: FoundRotation,
  now: number,
): z.infer<typeof listedRotationSchema> {
  return { ...toRotationResource(rotation), key: toKeyResource(key, now) }
}

export function toRotationViewResource(view: RotationView, now: number): z.infer<typeof rotationViewSchema> {
  const { rotation, oldKey, newKey, evaluation } = view
  return {
    ...toRotationResource(rotation),
    oldKey: oldKey && toKeyResource(oldKey, now),
    newKey: newKey && toKeyResource(newKey, now),
    progress: evaluation && {
      moved: evaluation.movedCount,
      total: evaluation.consumers.length,
      ready: evaluation.isReady,
      proven: evaluation.isProven,
      doubts: [...evaluation.doubts],
      provenFrom: writeTimeOrNull(evaluation.provenFrom),
      consumers: evaluation.consumers.map(toConsumerResource),
    },
  }
}

function toConsumerResource(progress: RotatingConsumer): z.infer<typeof rotatingConsumerSchema> {
  const { id, state, doubt, verifier, old, new: onNew } = progress
  const { label, network, lastAddress, program } = onNew ?? old
  return {
    ...{ id, state, doubt, label, network, lastAddress, program, verifier },
    usualIntervalMs: usualInterval(old),
    old: toSighting(old),
    new: onNew && toSighting(onNew),
    markedGone: progress.isMarkedGone,
    movesFrom: writeTimeOrNull(progress.movesFrom),
    silentFrom: writeTime(progress.silentFrom),
    provenFrom: writeTimeOrNull(progress.provenFrom),
  }
}

const toSighting = ({ firstSeenAt, lastSeenAt, count }: Consumer): z.infer<typeof sightingSchema> => ({
  firstSeenAt: writeTime(firstSeenAt),
  lastSeenAt: writeTime(lastSeenAt),
  count,
})
