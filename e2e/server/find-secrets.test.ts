import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secretOf } from '../../packages/server/testing/forge-token.ts'
import { findInExchanges, findInFiles, findSecrets, secretBytes, secretsOfToken } from './find-secrets.ts'

const token = `ksd_v1_A1b2C3d4E5f6G7h8_${'zY9xW8vU7'.repeat(6).slice(0, 43)}a1B2c3`
const legacy = 'local-0123456789abcdef0123456789abcdef01234567'
const secrets = [...secretsOfToken('token', token), ...secretsOfToken('legacy', legacy)]

const find = (leak: string | Uint8Array) =>
  findSecrets(secrets, 'here', Buffer.concat([Buffer.from('before '), Buffer.from(leak), Buffer.from(' after')]))

describe('the search for secrets, on which the planted-secret tests rely', () => {
  it.each<[how: string, leak: string | Uint8Array]>([
    ['as it is', token],
    ['in a longer word', `x${token}x`],
    ['with only its secret part', secretOf(token)],
    ['in UTF-16', Buffer.from(token, 'utf16le')],
    ['in UTF-16 at an odd place', Buffer.concat([Buffer.from('x'), Buffer.from(token, 'utf16le')])],
    ['in hexadecimal', Buffer.from(token).toString('hex')],
    ['in base64', Buffer.from(token).toString('base64')],
    ['in base64 behind one byte', Buffer.from(`x${token}`).toString('base64')],
    ['in base64 behind two bytes', Buffer.from(`xy${token}`).toString('base64')],
    ['in base64url inside other text', Buffer.from(`{"a":"${token}"}`).toString('base64url')],
    ['as Basic credentials', `Basic ${Buffer.from(`api:${token}`).toString('base64')}`],
    ['in JSON inside JSON', JSON.stringify(JSON.stringify({ token }))],
    ['in a URL', new URL(`http://localhost/?token=${token}`).href],
    ['in percent-encoding', [...Buffer.from(token)].map((byte) => `%${byte.toString(16)}`).join('')],
    ['as a legacy token', legacy],
    ['as a legacy token without its prefix', legacy.slice('local-'.length)],
    ['with only the secret half of a legacy token', legacy.slice(-20)],
  ])('finds one that leaked %s', (_how, leak) => {
    expect(find(leak)).not.toEqual([])
  })

  it('finds bytes as bytes, in hexadecimal and in base64', () => {
    const pepper = randomBytes(32)
    const secret = [secretBytes('pepper', pepper)]
    for (const leak of [pepper, Buffer.from(pepper.toString('hex')), Buffer.from(pepper.toString('base64'))]) {
      expect(findSecrets(secret, 'here', leak)).not.toEqual([])
    }
    expect(findSecrets(secret, 'here', randomBytes(1_000_000))).toEqual([])
  })

  it('takes neither key IDs nor redacted tokens for secrets', () => {
    for (const harmless of ['A1b2C3d4E5f6G7h8', 'ksd_v1_A1b2C3d4E5f6G7h8_', '0123456789abcdef0123', '[redacted]', '']) {
      expect(find(harmless)).toEqual([])
    }
  })

  it('names the secret and the place, and never says the secret', () => {
    const [found = ''] = find(token)
    expect(found).toMatch(/^here holds token, whole, as it is$/)
    expect(find(token).join()).not.toContain(secretOf(token))
  })

  it('looks into headers and bodies of answers', () => {
    const clean = { label: 'clean', headers: '{}', body: '{}' }
    expect(findInExchanges(secrets, [clean])).toEqual([])
    expect(findInExchanges(secrets, [clean, { ...clean, label: 'location', headers: token }])).not.toEqual([])
    expect(findInExchanges(secrets, [clean, { ...clean, label: 'echo', body: token }])).not.toEqual([])
  })

  describe('in a folder', () => {
    let folder: string
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'keystead-find-'))
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    it('looks into every file, also where a page of a database was freed but not wiped', async () => {
      await writeFile(join(folder, 'clean'), randomBytes(50_000))
      expect(await findInFiles(secrets, folder)).toEqual({ files: ['clean'], found: [] })
      const page = Buffer.concat([randomBytes(4_000), Buffer.from(secretOf(token)), randomBytes(4_000)])
      await writeFile(join(folder, 'database-wal'), page)
      const { files, found } = await findInFiles(secrets, folder)
      expect(files).toEqual(['clean', 'database-wal'])
      expect(found).toEqual(['database-wal holds token, its secret part, as it is'])
    })
  })
})
