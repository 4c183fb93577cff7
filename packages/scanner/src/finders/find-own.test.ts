import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanBytes, secretsIn } from '../../testing/scan-bytes.ts'
import { keyIdOf, makeHex, makeLegacyToken, makeLongWandbKey, makeToken } from '../../testing/secrets.ts'

const prefixes = fc.stringMatching(/^[a-z0-9]{2,16}$/)
const tokens = prefixes.map((prefix) => makeToken(prefix))
// Bytes of every kind, and text, and pieces that a search for a token begins at.
const surroundings = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.stringMatching(/^[a-z0-9_]{0,20}$/),
  fc.constantFrom('_v1_', 'ksd_v1_', '\\n', '%3d', '"', "'", '_v1_v1_', 'X3YxX', '92MV', ''),
)

describe('a token of Keystead', () => {
  it('is found under any prefix, whatever stands around it', async () => {
    await fc.assert(
      fc.asyncProperty(surroundings, tokens, surroundings, async (before, token, after) => {
        expect(await secretsIn(before + token + after)).toContain(token)
      }),
    )
  })

  it('is found wherever the borders of windows fall', async () => {
    const token = makeToken()
    for (let at = 2_900; at < 4_200; at += 1) {
      const text = `${'x'.repeat(at - 1)} ${token}${' y'.repeat(2_000)}`
      expect(await secretsIn(text, { size: 4_096 }), `at ${at}`).toEqual([token])
    }
  })

  it('is not found with one character cut out of it', async () => {
    await fc.assert(
      fc.asyncProperty(tokens, fc.nat(), async (token, place) => {
        const at = place % token.length
        // What is left of a prefix is no prefix that the checksum is right for.
        expect(await secretsIn(`"${token.slice(0, at)}${token.slice(at + 1)}"`)).toEqual([])
      }),
    )
  })

  it('is not found with any one character of it changed', async () => {
    const token = makeToken()
    const changed = Array.from(token, (_, at) =>
      ['0', 'A', 'z', '_', '-']
        .filter((other) => other !== token.charAt(at))
        .map((other) => `${token.slice(0, at)}${other}${token.slice(at + 1)}`),
    ).flat()
    expect(changed.length).toBeGreaterThan(300)
    expect(await secretsIn(changed.join('\n'))).toEqual([])
  })

  it('is told by its key ID, and by nothing of its secret', async () => {
    const token = makeToken('acme')
    const { findings } = await scanBytes(`key = "${token}"`)
    expect(findings).toMatchObject([
      { rule: 'keystead-token', certainty: 'certain', keyId: keyIdOf(token), masked: `acme_v1_${keyIdOf(token)}_…` },
    ])
    expect(JSON.stringify(findings)).not.toContain(token.slice(-20))
  })

  it.each([
    [
      'bytes that are no text',
      (token: string) => Buffer.concat([Buffer.from([0, 1, 2, 0xff]), Buffer.from(token), Buffer.alloc(9)]),
    ],
    ['UTF-16 with a mark', (token: string) => Buffer.from(`\uFEFFkey: ${token}\n`, 'utf16le')],
    ['UTF-16 without a mark', (token: string) => Buffer.from(`$env:WANDB_API_KEY = '${token}'\r\n`, 'utf16le')],
    ['UTF-16, big end first', (token: string) => Buffer.from(`\uFEFFkey: ${token}\n`, 'utf16le').swap16()],
    ['UTF-8 with a mark', (token: string) => Buffer.from(`\uFEFF${token}`)],
  ])('is found in %s', async (_, write) => {
    const token = makeToken()
    expect(await secretsIn(write(token))).toEqual([token])
  })

  it('is found in UTF-16 larger than a window', async () => {
    const token = makeToken()
    const text = Buffer.from(`\uFEFF${'鍵と錠\n'.repeat(9_000)}${token}\n`, 'utf16le')
    const { findings } = await scanBytes(text, { size: 4_096 })
    expect(findings).toMatchObject([{ place: { line: 9_001, column: 1 } }])
  })

  it('is found in base64, after any user name, in one line or many', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^[a-z]{0,12}$/),
        tokens,
        fc.constantFrom('', '\n', '\r\n    '),
        async (name, token, end) => {
          const encoded = Buffer.from(`${name}:${token}\n`).toString('base64')
          const broken = end === '' ? encoded : encoded.replaceAll(/(.{76})/g, `$1${end}`)
          const { findings } = await scanBytes(`{ "auth": "${broken}" }`)
          expect(findings.map((finding) => finding.token.reveal())).toEqual([token])
          expect(findings[0]?.place.encoding).toBe('base64')
        },
      ),
    )
  })
})

describe('a legacy token', () => {
  it('is found', async () => {
    const token = makeLegacyToken()
    const { findings } = await scanBytes(`WANDB_API_KEY=${token}\n`)
    expect(findings).toMatchObject([{ rule: 'keystead-legacy-token', certainty: 'likely', keyId: token.slice(6, 26) }])
  })

  it.each([
    ['more digits', `${makeLegacyToken()}0`],
    ['fewer digits', makeLegacyToken().slice(0, -1)],
    ['other letters', `local-${'xyz'.repeat(20)}`],
  ])('is not found in %s', async (_, text) => {
    expect(await secretsIn(text)).toEqual([])
  })
})

describe('a key of W&B', () => {
  const key = makeHex()

  it.each([
    ['.env', `WANDB_API_KEY=${key}`],
    ['.env with quotes', `export WANDB_API_KEY="${key}"`],
    ['a Dockerfile', `ENV WANDB_API_KEY ${key}`],
    ['Python', `os.environ["WANDB_API_KEY"] = '${key}'`],
    ['a setdefault', `os.environ.setdefault("WANDB_API_KEY", "${key}")`],
    ['YAML', `  wandb_api_key: ${key}`],
    ['JSON', `{"wandbApiKey": "${key}"}`],
    ['a notebook', `"os.environ[\\"WANDB_API_KEY\\"] = \\"${key}\\"\\n"`],
    ['a shell', `wandb login --relogin ${key}`],
    ['a shell with a host', `wandb login --host=https://keys.example.com ${key}`],
    ['a call', `wandb.login(host="https://x", key="${key}")`],
    ['.netrc', `machine api.wandb.ai\n  login user\n  password ${key}\n`],
    ['a settings file', `[default]\nbase_url = https://api.wandb.ai\napi_key = ${key}\n`],
    ['a self-managed server', `WANDB_API_KEY=acme-${key}`],
  ])('is found in %s', async (_, text) => {
    const { findings } = await scanBytes(text)
    expect(findings).toMatchObject([{ rule: 'wandb-key', certainty: 'likely' }])
    expect(findings[0]?.token.reveal()).toContain(key)
    expect(findings[0]?.masked).not.toContain(key.slice(8))
  })

  it('is found in its newer format', async () => {
    const long = makeLongWandbKey()
    expect(await secretsIn(`WANDB_API_KEY=${long}`)).toEqual([long])
  })

  it.each([
    ['a commit', `git clone wandb && git checkout ${key}`],
    ['an address of a commit', `https://github.com/wandb/wandb/commit/${key}`],
    ['a requirement', `wandb @ git+https://github.com/wandb/wandb@${key}`],
    ['a longer hash', `WANDB_API_KEY=${key}${key.slice(0, 24)}`],
    ['a variable', `WANDB_API_KEY=$WANDB_API_KEY`],
    ['the newer format cut', makeLongWandbKey().slice(0, -1)],
  ])('is not seen in %s', async (_, text) => {
    expect(await secretsIn(text)).toEqual([])
  })
})
