// `wandb login` of the versions that matter: the two newest, the first that take long keys, the last that do not.

import { afterAll, beforeAll, describe } from 'vitest'
import { createRevokedToken } from '../support/keys-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { runWandb, wandbVariables } from './python-client.ts'
import { playScenario } from './scenario.ts'
import { exitWord, loginWord, netrcWord, printedBy, requestsWord } from './words.ts'

let keystead: Keystead
const server = () => keystead

beforeAll(async () => {
  keystead = await startKeystead()
})
afterAll(async () => {
  await keystead?.remove()
})

describe.each(['0.31.0', '0.30.0'] as const)('wandb %s', (version) => {
  playScenario(
    {
      number: 1,
      client: `wandb ${version}`,
      guarantee: 'logs in with a Keystead token, and keeps it for this host and port',
      expected: 'exit 0, logged in as ada, netrc host:port, Viewer ×2',
      server,
    },
    async (stage) => {
      const { token } = stage.server
      const run = await runWandb(stage, ['login', '--host', stage.proxy.url, token])
      const words = [exitWord(run), loginWord(run, stage), await netrcWord(stage, token)]
      return { words: [...words, requestsWord(stage.proxy.requests)], printed: printedBy(run) }
    },
  )

  playScenario(
    {
      number: 2,
      client: `wandb ${version}`,
      guarantee: "says in the server's words why a revoked token is refused, and does not keep it",
      expected: "exit 1, the server's words, no netrc, Viewer → 401",
      server,
    },
    async (stage) => {
      const token = await createRevokedToken(stage.server)
      const refusal = `Failed to authenticate with ${stage.proxy.url}: ${await askWhyRefused(stage.server, token)}`
      const run = await runWandb(stage, ['login', '--host', stage.proxy.url, token])
      const reason = run.stderr.includes(refusal) ? "the server's words" : 'other words'
      const words = [exitWord(run), reason, await netrcWord(stage, token), requestsWord(stage.proxy.requests)]
      return { words, printed: printedBy(run) }
    },
  )

  playScenario(
    {
      number: 3,
      client: `wandb ${version}`,
      guarantee: 'logs in with a token from the environment, and writes nothing',
      expected: 'exit 0, logged in as ada, no netrc, no settings, Viewer ×2',
      server,
    },
    async (stage) => {
      const { token } = stage.server
      const run = await runWandb(stage, ['login'], wandbVariables(stage, token))
      const settings = (await stage.home.readSettings()) === undefined ? 'no settings' : 'settings'
      const words = [exitWord(run), loginWord(run, stage), await netrcWord(stage, token), settings]
      return { words: [...words, requestsWord(stage.proxy.requests)], printed: printedBy(run) }
    },
  )
})

describe.each(['0.23.1', '0.22.3'] as const)('wandb %s', (version) => {
  playScenario(
    {
      number: 8,
      client: `wandb ${version}`,
      guarantee: 'verifies a Keystead token and keeps it, introspection and server information included',
      expected: 'exit 0, logged in as ada, netrc host:port, {viewer{id}} + ProbeServerCapabilities + Viewer',
      server,
    },
    async (stage) => {
      const { token } = stage.server
      const run = await runWandb(stage, ['login', '--verify', '--host', stage.proxy.url, token])
      const words = [exitWord(run), loginWord(run, stage), await netrcWord(stage, token)]
      return { words: [...words, requestsWord(stage.proxy.requests)], printed: printedBy(run) }
    },
  )
})

describe.each(['0.22.2', '0.21.4'] as const)('wandb %s', (version) => {
  // The limit is the client's: the server has said yes by then. It is why Keystead offers legacy tokens at all.
  playScenario(
    {
      number: 9,
      client: `wandb ${version}`,
      guarantee: 'is let in by the server and then refuses to keep any token but one of 40 characters',
      expected: 'exit 1, yours was 73, no netrc, {viewer{id}}',
      server,
    },
    async (stage) => {
      const { token } = stage.server
      const run = await runWandb(stage, ['login', '--verify', '--host', stage.proxy.url, token])
      const limit = /ValueError: API key must be 40 characters long, (yours was \d+)/.exec(run.stderr)?.[1]
      const words = [exitWord(run), limit ?? 'another error', await netrcWord(stage, token)]
      return { words: [...words, requestsWord(stage.proxy.requests)], printed: printedBy(run) }
    },
  )

  playScenario(
    {
      number: 10,
      client: `wandb ${version}`,
      guarantee: 'logs in with a token of any length from the environment',
      expected: 'exit 0, logged in as ada, no netrc, {viewer{id}} + ProbeServerCapabilities + Viewer',
      server,
    },
    async (stage) => {
      const { token } = stage.server
      const run = await runWandb(stage, ['login', '--verify'], wandbVariables(stage, token))
      const words = [exitWord(run), loginWord(run, stage), await netrcWord(stage, token)]
      return { words: [...words, requestsWord(stage.proxy.requests)], printed: printedBy(run) }
    },
  )
})

async function askWhyRefused(target: Keystead, token: string): Promise<string> {
  const answer = await fetch(`${target.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`api:${token}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: '{ viewer { id } }' }),
  })
  const body = (await answer.json()) as { errors?: { message: string }[] }
  return body.errors?.[0]?.message ?? 'no message'
}
