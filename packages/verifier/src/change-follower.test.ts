import { setImmediate } from 'node:timers/promises'
import type { ChangeFeed, FeedPosition } from '@keystead/core'
import { expect, it } from 'vitest'
import { ChangeFollower } from './change-follower.ts'

it('reads one thing at a time from the first on: no older snapshot takes the place of a newer index', async () => {
  let head = 1
  let underWay = 0
  let mostAtOnce = 0
  let notice = () => {}
  const release: (() => void)[] = []
  const positionAt = (number: number): FeedPosition => ({ number, tag: `${number}` })
  const feed: Pick<ChangeFeed, 'exclusive' | 'listen' | 'readChanges' | 'readSnapshot'> = {
    exclusive: false,
    listen(onChange) {
      notice = onChange
      return () => {}
    },
    async readChanges({ number }) {
      return number === -1 ? { kind: 'lost' } : { kind: 'unchanged' }
    },
    async readSnapshot() {
      underWay += 1
      mostAtOnce = Math.max(mostAtOnce, underWay)
      const position = positionAt(head)
      await new Promise<void>((resolve) => release.push(resolve))
      underWay -= 1
      return position
    },
  }
  const follower = new ChangeFollower({
    feed: feed as ChangeFeed,
    monotonicNow: () => performance.now(),
    leaseMs: 60_000,
    onFailure: (error) => expect.unreachable(String(error)),
  })
  const started = follower.start()
  // Something has changed while the first snapshot is being read.
  head = 2
  notice()
  for (let turn = 0; turn < 10; turn += 1) await setImmediate()
  for (const each of release.splice(0)) each()
  await started
  await follower.catchUp()
  expect(mostAtOnce).toBe(1)
  expect(follower.state.rebuilds).toBe(1)
  await follower.close()
})
