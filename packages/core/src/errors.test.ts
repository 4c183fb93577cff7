import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type ErrorCode, errorRegistry, KeysteadError } from './errors.ts'

const codes = Object.keys(errorRegistry) as ErrorCode[]

describe.each(codes)('the error %s', (code) => {
  const { message, kind } = errorRegistry[code]

  it('has a code in capitals, by which clients, phrases and documentation know it', () => {
    expect(code).toMatch(/^[A-Z]+(?:_[A-Z]+)*$/)
  })

  it('has one public sentence or more, from a capital to a full stop', () => {
    expect(message).toMatch(/^[A-Z].*[^.\s]\.$/)
    expect(message).not.toMatch(/\s{2}|[\r\n]/)
  })

  it('has no place in its message where input, which could be a secret, would be put', () => {
    expect(message).not.toMatch(/%[a-z]|[{}<>$`]|\[[^\]]*\]/i)
  })

  it('is thrown with that message and that kind, and nothing added', () => {
    const error = new KeysteadError(code)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'KeysteadError', code, kind, message, details: [] })
    expect(error.internal).toBeUndefined()
    expect('cause' in error).toBe(false)
  })
})

describe('an error', () => {
  const details = [{ path: 'expiresAt', message: 'It is in the past.' }]
  const cause = new Error('the cause, for the log')
  const error = new KeysteadError('UNAVAILABLE', { details, internal: 'the inner part, for the log', cause })

  it('carries details, an internal part and a cause for those that ask for them', () => {
    expect(error.details).toEqual(details)
    expect(error.internal).toBe('the inner part, for the log')
    expect(error.cause).toBe(cause)
  })

  it('shows neither its internal part nor its cause where its text is shown', () => {
    for (const shown of [error.message, String(error), `${error}`]) expect(shown).not.toContain('for the log')
    expect(String(error)).toBe(`KeysteadError: ${errorRegistry.UNAVAILABLE.message}`)
  })

  it('shows no more than code and message where somebody puts it into an answer by mistake', () => {
    const shown: unknown = JSON.parse(JSON.stringify({ error }))
    expect(shown).toEqual({ error: { code: 'UNAVAILABLE', message: errorRegistry.UNAVAILABLE.message } })
  })

  it('shows both in a log, with the place where it was thrown', () => {
    const shown = inspect(error)
    expect(shown).toContain('the inner part, for the log')
    expect(shown).toContain('the cause, for the log')
    expect(shown).toContain('errors.test.ts')
  })

  it('tells nobody outside that a pepper is missing: its message is that of any outage', () => {
    expect(errorRegistry.PEPPER_MISSING).toEqual(errorRegistry.UNAVAILABLE)
  })
})
