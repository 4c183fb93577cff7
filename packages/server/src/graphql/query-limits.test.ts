import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { checkFieldLimits } from './query-limits.ts'

const times = (count: number, make: (place: number) => string) =>
  Array.from({ length: count }, (_, place) => make(place)).join(' ')
const check = (document: string) => () => checkFieldLimits(parse(document))

describe('a document may call', () => {
  const roots = (count: number) => times(count, (place) => `a${place}: viewer { id }`)

  it('twenty roots at once, wherever they stand', () => {
    expect(check(`{ ${roots(20)} }`)).not.toThrow()
    expect(check(`query A { ${roots(10)} } query B { ${roots(10)} }`)).not.toThrow()
  })

  it.each([
    ['in one selection', `mutation { ${roots(21)} }`],
    ['in several operations', `query A { ${roots(11)} } query B { ${roots(10)} }`],
    ['in a fragment', `{ ...F } fragment F on Query { ${roots(21)} }`],
    ['in a fragment that is spread twice', `{ ...F ... { ...F } } fragment F on Query { ${roots(11)} }`],
    ['in an inline fragment', `{ ... on Query { ${roots(21)} } }`],
  ])('no more of them %s: each is a key that is made or a team that is read', (_where, document) => {
    expect(check(document)).toThrow(expect.objectContaining({ code: 'QUERY_TOO_COMPLEX' }))
  })

  it('any number of fields below them, up to 500 in all', () => {
    expect(check(`{ viewer { ${times(499, (place) => `a${place}: id`)} } }`)).not.toThrow()
    expect(check(`{ viewer { ${times(500, (place) => `a${place}: id`)} } }`)).toThrow()
  })
})
