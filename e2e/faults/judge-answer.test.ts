import { describe, expect, it } from 'vitest'
import { type Answer, judgeAnswer, type KeyLife } from './judge-answer.ts'
import { Ledger } from './ledger.ts'

const leaseMs = 500
const living: KeyLife = { id: 'key', token: '', createdAt: 1_000 }
const goingAway = { ...living, deleteBegunAt: 2_000 }
const gone = { ...goingAway, deletedAt: 2_100, droppedBy: new Set(['dropper']) }
const answer = (outcome: Answer['outcome'], sentAt: number, node = 'node') => ({ outcome, sentAt, node })

describe('an answer that breaks a promise is told', () => {
  it.each([
    ['a live key is refused', living, answer('refused', 1_000)],
    ['a deleted key is accepted beyond the lease', gone, answer('accepted', 2_601)],
    ['a key is accepted by whom the receipt says to have dropped it', gone, answer('accepted', 2_101, 'dropper')],
    ['the caller itself is refused', living, { ...answer('strange', 1_500), detail: '401 INVALID_KEY' }],
  ])('%s', (_, life, given) => {
    expect(judgeAnswer(life, given, leaseMs)).toBeTypeOf('string')
  })
})

describe('an answer that may be is let be', () => {
  it.each([
    ['a live key is accepted', living, answer('accepted', 1_500)],
    ['a node cannot say', living, answer('unavailable', 1_500)],
    ['there is no answer', living, answer('unanswered', 1_500)],
    ['a key is refused before its maker was told of it', living, answer('refused', 999)],
    ['a key is refused on its way out', goingAway, answer('refused', 1_999)],
    ['a key is accepted on its way out, however long that takes', goingAway, answer('accepted', 9_000)],
    ['a deleted key is refused', gone, answer('refused', 2_601)],
    ['a deleted key is accepted within the lease', gone, answer('accepted', 2_600)],
    ['a question was sent before the deletion was acknowledged', gone, answer('accepted', 2_100, 'dropper')],
  ])('%s', (_, life, given) => {
    expect(judgeAnswer(life, given, leaseMs)).toBeUndefined()
  })
})

describe('what is stored in the end', () => {
  const ledgerOf = (life: KeyLife) => {
    const ledger = new Ledger(leaseMs)
    ledger.noteCreated({ ...living })
    if (life.deleteBegunAt !== undefined) ledger.beginDelete(() => 0, life.deleteBegunAt)
    if (life.deletedAt !== undefined) ledger.noteDeleted(life.id, life.deletedAt, new Set())
    return ledger
  }
  const [stored, missing] = [new Set(['key']), new Set<string>()]

  it.each([
    ['a key is missing', living, missing],
    ['a deleted key is back', gone, stored],
  ])('is lost where %s', (_, life, ids) => {
    const ledger = ledgerOf(life)
    ledger.compareStored(ids, 3_000)
    expect(ledger.violations).toHaveLength(1)
  })

  it.each([
    ['a key is there', living, stored],
    ['a deleted key is not', gone, missing],
    ['nobody was told whether it is deleted, and it is', goingAway, missing],
    ['nobody was told whether it is deleted, and it is not', goingAway, stored],
  ])('is kept where %s', (_, life, ids) => {
    const ledger = ledgerOf(life)
    ledger.compareStored(ids, 3_000)
    expect(ledger.violations).toEqual([])
  })
})
