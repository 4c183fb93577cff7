import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

// Someone who signs as GitHub's secret scanning does.

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()

export const findGithubKey = async (identifier: string) => (identifier === 'known' ? pem : undefined)

/** The headers that go with a body. */
export const signAsGithub = (body: string, key: KeyObject = privateKey) => ({
  'github-public-key-identifier': 'known',
  'github-public-key-signature': sign('sha256', Buffer.from(body), key).toString('base64'),
})

export const writeGithubReport = (...tokens: string[]) =>
  JSON.stringify(tokens.map((token) => ({ token, type: 'keystead', url: 'https://github.com/a/b', source: 'commit' })))
