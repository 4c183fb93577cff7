// Versions below 0.22.3 keep only tokens of 40 characters, with or without a prefix and a dash: the legacy format.

import { afterAll, beforeAll, describe } from 'vitest'
import { createKey } from '../support/keys-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { runPython, runWandb } from './python-client.ts'
import { playScenario } from './scenario.ts'
import { exitWord, loginWord, netrcWord, printedBy, requestsWord } from './words.ts'

let keystead: Keystead
const server = () => keystead

beforeAll(async () => {
  keystead = await startKeystead({ environment: { KEYSTEAD_LEGACY_KEYS: 'true' } })
})
afterAll(async () => {
  await keystead?.remove()
})

const readUsername = `
import wandb
print('works for', wandb.Api().viewer.username)
`

const formats = [
  { variant: 'local-', format: 'local- and 40 hexadecimal digits', toToken: (legacy: string) => legacy },
  { variant: 'hex', format: '40 hexadecimal digits', toToken: (legacy: string) => legacy.replace(/^local-/, '') },
]

describe.each(formats)('$format', ({ variant, format, toToken }) => {
  // `login` alone asks the server nothing in these versions, so that it would pass against any server: the token is
  // used afterwards (0.15.12, which cannot verify) or verified on the way (the others).
  playScenario(
    {
      number: 11,
      variant,
      client: 'wandb 0.15.12',
      guarantee: `keeps ${format}, and the server takes them`,
      expected: 'exit 0, netrc host, no request, then works for ada, Viewer',
      server,
    },
    async (stage) => {
      const token = toToken((await createKey(stage.server, { name: 'old', format: 'legacy' })).token)
      const login = await runWandb(stage, ['login', '--host', stage.proxy.url, token])
      const words = [exitWord(login), await netrcWord(stage, token), requestsWord(stage.proxy.requests)]
      const use = await runPython(stage, readUsername, {})
      const used = [`then ${use.stdout.trim()}`, requestsWord(stage.proxy.requests)]
      return { words: [...words, ...used], printed: printedBy(login, use) }
    },
  )

  playScenario(
    {
      number: 11,
      variant,
      client: 'wandb 0.18.7',
      guarantee: `verifies and keeps ${format}`,
      expected: 'exit 0, netrc host, ProbeServerCapabilities + Viewer',
      server,
    },
    async (stage) => {
      const token = toToken((await createKey(stage.server, { name: 'old', format: 'legacy' })).token)
      const run = await runWandb(stage, ['login', '--verify', '--host', stage.proxy.url, token])
      const words = [exitWord(run), await netrcWord(stage, token), requestsWord(stage.proxy.requests)]
      return { words, printed: printedBy(run) }
    },
  )

  playScenario(
    {
      number: 11,
      variant,
      client: 'wandb 0.21.4',
      guarantee: `verifies and keeps ${format}`,
      expected: 'exit 0, logged in as ada, netrc host:port, {viewer{id}} + ProbeServerCapabilities + Viewer',
      server,
    },
    async (stage) => {
      const token = toToken((await createKey(stage.server, { name: 'old', format: 'legacy' })).token)
      const run = await runWandb(stage, ['login', '--verify', '--host', stage.proxy.url, token])
      const words = [exitWord(run), loginWord(run, stage), await netrcWord(stage, token)]
      return { words: [...words, requestsWord(stage.proxy.requests)], printed: printedBy(run) }
    },
  )
})
