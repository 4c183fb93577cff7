import { describe, expect, it } from 'vitest'
import { explainLostCookies, publicUrlOf } from './public-url.ts'

const unset = undefined

describe('where people reach a server', () => {
  it.each([
    ['127.0.0.1', unset, 'http://127.0.0.1:5390'],
    ['0.0.0.0', unset, 'http://localhost:5390'],
    ['::', unset, 'http://localhost:5390'],
    ['::1', unset, 'http://[::1]:5390'],
    ['keys.internal', unset, 'http://keys.internal:5390'],
    ['0.0.0.0', 'https://keys.example.com', 'https://keys.example.com'],
  ])('that listens on %s, with KEYSTEAD_PUBLIC_URL %s: %s', (host, publicUrl, url) => {
    expect(publicUrlOf({ host, publicUrl }, 5390)).toBe(url)
  })
})

describe('a server at which browsers', () => {
  it.each([
    ['127.0.0.1', unset],
    ['::1', unset],
    ['localhost', unset],
    ['0.0.0.0', 'https://keys.example.com'],
    ['0.0.0.0', 'http://localhost:8080'],
    ['0.0.0.0', 'http://keys.localhost'],
    ['0.0.0.0', 'http://127.0.0.1:5390'],
  ])('keep the cookie, on %s and reached at %s, has nothing to say', (host, publicUrl) => {
    expect(explainLostCookies({ host, publicUrl })).toBeUndefined()
  })

  it.each([
    ['0.0.0.0', unset],
    ['::', unset],
    ['192.168.1.5', unset],
    ['127.0.0.1', 'http://keys.example.com'],
    ['127.0.0.1', 'http://localhost.example.com'],
    ['127.0.0.1', 'http://127.0.0.1.example.com'],
  ])('lose the cookie, on %s and reached at %s, says what to do', (host, publicUrl) => {
    expect(explainLostCookies({ host, publicUrl })).toContain('KEYSTEAD_PUBLIC_URL')
  })
})
