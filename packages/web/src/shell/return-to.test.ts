import { describe, expect, it } from 'vitest'
import { readReturnTo } from './return-to.ts'

describe('where one goes after signing in', () => {
  it.each(['/settings/api-keys', '/account-settings/acme/audit?outcome=refused', '/vision/members'])(
    'is the page one came from: %s',
    (address) => {
      expect(readReturnTo(address)).toBe(address)
    },
  )

  it.each([
    undefined,
    '',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
  ])('is never another site: %j', (address) => {
    expect(readReturnTo(address)).toBe('/')
  })
})
