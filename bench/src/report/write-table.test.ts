import { describe, expect, it } from 'vitest'
import { atLeast, atMost, comparedRow, roundsRow, tailRow } from './row.ts'
import { writeTable } from './write-table.ts'

const peer = { name: 'peer', unit: 'calls/s', values: [900, 1_000, 1_100] }
const ours = { name: 'ours', unit: 'calls/s', values: [1_800, 3_000, 3_300], baseline: peer.values }

describe('the table', () => {
  it('has the same columns for all groups, and says below each what was left out, and why', () => {
    const table = writeTable([
      { title: 'Rates', rows: [roundsRow(peer, 0), comparedRow(ours, 0, atLeast(3))] },
      {
        title: 'Times',
        rows: [tailRow({ name: 'revocation', unit: 'ms', values: [1, 2, 3, 4] }, 1, { ...atMost(2), quantile: 0.5 })],
        leftOut: [{ name: 'four nodes', why: 'there is no PostgreSQL' }],
      },
    ])
    expect(`\n${table}\n`).toBe(`
               unit      measured                ratio                target

Rates
  peer         calls/s   900 / 1,000 / 1,100
  ours         calls/s   1,800 / 3,000 / 3,300   2.00 / 3.00 / 3.00   ≥ 3      met

Times
  revocation   ms        2.0 / 4.0 / 4.0 / 4.0                        ≤ 2      met
  four nodes: left out, there is no PostgreSQL

2 of 2 targets met
`)
  })

  it.each([
    ['a rate below what is promised', atLeast(4_000), 'MISSED by 25 %'],
    ['a rate above what is allowed', atMost(2_990), 'MISSED by 0.3 %'],
    ['many times what is allowed', atMost(100), 'MISSED, 30 times as much'],
    ['a rate as promised', atLeast(3_000), 'met'],
    ['a rate as allowed', atMost(3_000), 'met'],
  ])('judges %s by its median', (_, promise, result) => {
    const table = writeTable([{ title: 'Rates', rows: [roundsRow(ours, 0, promise)] }])
    expect(table).toMatch(new RegExp(`  ${result}\n\n${result === 'met' ? 1 : 0} of 1 targets met$`))
  })

  it('holds no promise for met of which nothing was measured', () => {
    const nothing = roundsRow({ name: 'nothing', unit: 'ms', values: [] }, 0, atMost(5))
    expect(writeTable([{ title: 'Times', rows: [nothing] }])).toMatch(
      /MISSED: nothing was measured\n\n0 of 1 targets met$/,
    )
  })

  it('compares round with round: a slow moment of the machine is one of both', () => {
    const slowing = comparedRow({ ...ours, values: [1_800, 200, 600], baseline: [900, 100, 300] }, 0)
    expect(slowing.ratio).toBe('2.00 / 2.00 / 2.00')
  })
})
