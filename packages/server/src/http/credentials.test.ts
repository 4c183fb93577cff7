import { describe, expect, it } from 'vitest'
import { readCredentials } from './credentials.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('the credentials of a request', () => {
  it.each([
    ['a bearer token', 'Bearer token', 'token'],
    ['another letter case of the scheme', 'bEaReR token', 'token'],
    ['several spaces', 'Bearer   token  ', 'token'],
    ['Basic as W&B’s clients send it', `Basic ${base64('api:token')}`, 'token'],
    ['Basic in lower case', `basic ${base64('api:token')}`, 'token'],
    ['Basic with an empty user name', `Basic ${base64(':token')}`, 'token'],
    ['Basic with a colon in the token, which belongs to it', `Basic ${base64('api:to:ken')}`, 'to:ken'],
    ['Basic without padding', `Basic ${base64('api:toke').replaceAll('=', '')}`, 'toke'],
    ['Basic with a user name beyond ASCII', `Basic ${base64('ädä:token')}`, 'token'],
    ['4,096 characters', `Bearer ${'x'.repeat(4_089)}`, 'x'.repeat(4_089)],
  ])('are read from %s', (_what, header, token) => {
    expect(readCredentials(header)).toBe(token)
  })

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['a scheme alone', 'Bearer'],
    ['a scheme and spaces', 'Bearer   '],
    ['a token alone', 'token'],
    ['another scheme', 'Digest token'],
    ['a scheme that only begins like one', 'Bearers token'],
    ['no space', 'Bearer:token'],
    ['a tab for the space', 'Bearer\ttoken'],
    ['two tokens', 'Bearer token token'],
    ['two headers that something joined', 'Bearer token, Bearer token'],
    ['Basic without a colon', `Basic ${base64('token')}`],
    ['Basic without a password', `Basic ${base64('token:')}`],
    ['Basic of nothing', `Basic ${base64(':')}`],
    ['Basic that is no base64', 'Basic ~~~'],
    ['4,097 characters', `Bearer ${'x'.repeat(4_090)}`],
    ['a megabyte', `Bearer ${'x'.repeat(1_000_000)}`],
    ['a megabyte of spaces', `Bearer${' '.repeat(1_000_000)}`],
  ])('are none in %s', (_what, header) => {
    expect(readCredentials(header)).toBeUndefined()
  })
})
