import type { Instance } from '@keystead/core'
import { ChangeFollower } from './change-follower.ts'
import { Fleet } from './fleet.ts'
import { type OutcomeListener, type RefusalListener, type UseListener, Verifier } from './verifier.ts'

export type VerificationSettings = {
  readonly instance: Instance
  /** Drawn for this process; what no other node has. */
  readonly nodeId: string
  /** For people who read a receipt: the host and the process. */
  readonly nodeName: string
  readonly leaseMs: number
  /** How old the index may be when the database cannot be asked. 0: no older than the lease. */
  readonly staleLimitMs: number
  readonly onUse: UseListener
  readonly onOutcome: OutcomeListener
  /** Left out: nobody can have a refusal explained. */
  readonly onRefusal?: RefusalListener | undefined
  /** Hears why the database could not be asked for changes, or told of this node. */
  readonly onFailure: (error: unknown) => void
}

/** The hot path of one node: its verifier, the index behind it, and what it knows of the other nodes. */
export type RunningVerification = {
  readonly verifier: Verifier
  readonly follower: ChangeFollower
  readonly fleet: Fleet
  close(): Promise<void>
}

/** Fills the index and answers once it is there. Rejects when the database cannot be read. */
export async function startVerification(settings: VerificationSettings): Promise<RunningVerification> {
  const { instance, nodeId, nodeName, leaseMs, staleLimitMs, onUse, onOutcome, onRefusal, onFailure } = settings
  const feed = instance.store.changes
  const monotonicNow = () => performance.now()
  const follower = new ChangeFollower({ feed, monotonicNow, leaseMs, onFailure, onRead: () => fleet.report() })
  const fleet: Fleet = new Fleet({
    feed,
    monotonicNow,
    node: { id: nodeId, name: nodeName, staleLimitMs: Math.max(leaseMs, staleLimitMs) },
    peppers: () => ({ current: instance.peppers.current.version, newest: instance.peppers.newestVersion }),
    appliedNumber: () => follower.appliedNumber,
    knownNumber: () => follower.knownNumber,
    beatMs: leaseMs / 4,
    patienceMs: leaseMs,
    onFailure,
  })
  const stopFollowing = instance.store.afterCommit((number) => follower.follow(number))
  await fleet.join()
  await follower.start(() => fleet.noteProgress())
  return {
    verifier: new Verifier({ instance, follower, onUse, onOutcome, onRefusal, staleLimitMs }),
    follower,
    fleet,
    async close() {
      stopFollowing()
      await follower.close()
      await fleet.leave()
    },
  }
}
