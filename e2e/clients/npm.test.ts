// W&B's two clients for JavaScript.

import { afterAll, beforeAll, describe } from 'vitest'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { runJavaScript } from './npm-client.ts'
import { wandbVariables } from './python-client.ts'
import { playScenario } from './scenario.ts'
import { exitWord, netrcWord, printedBy, requestsWord } from './words.ts'

let keystead: Keystead
const server = () => keystead

beforeAll(async () => {
  keystead = await startKeystead()
})
afterAll(async () => {
  await keystead?.remove()
})

const loginToWeave = `
import * as weave from 'weave'
await weave.login(process.env.SCENARIO_TOKEN, process.env.SCENARIO_HOST)
`

const startWeave = `
import * as weave from 'weave'
await weave.init('p')
process.exit(0)
`

// The client throws from a message port where a run cannot be started, so that only this handler can see it.
const startRun = `
import wandb from '@wandb/sdk'
process.on('uncaughtException', (error) => {
  console.log(error.message)
  process.exit(3)
})
await wandb.init({ project: 'p' })
console.log('run started')
process.exit(0)
`

describe('npm weave 0.11.1', () => {
  playScenario(
    {
      number: 14,
      client: 'npm weave 0.11.1',
      guarantee: 'logs in over TLS, keeps the token, and starts a project of the default entity with it',
      expected: 'exit 0, netrc host:port, GET /traces/health, then exit 0, project ada/p, DefaultEntity',
      server,
      tls: true,
    },
    async (stage) => {
      const { token } = stage.server
      const login = await runJavaScript(stage, loginToWeave, {
        SCENARIO_TOKEN: token,
        SCENARIO_HOST: stage.proxy.host,
      })
      const words = [exitWord(login), await netrcWord(stage, token), requestsWord(stage.proxy.requests)]
      const asked = stage.proxy.requests.length
      // A second process, without the variable: it has the token from netrc only.
      const init = await runJavaScript(stage, startWeave, { WANDB_BASE_URL: stage.proxy.url })
      const project = /Initializing project: (\S+)/.exec(init.stdout)?.[1] ?? 'none'
      const initWords = [
        `then ${exitWord(init)}`,
        `project ${project}`,
        requestsWord(stage.proxy.requests.slice(asked)),
      ]
      return { words: [...words, ...initWords], printed: printedBy(login, init) }
    },
  )
})

// Runs are not Keystead's: the client is known, reads its entity, and is told that a run cannot be started.
const startsNoRun = 'exit 3, Failed to upsert run, Viewer + UpsertBucket → errors'

describe('npm @wandb/sdk 0.5.1', () => {
  playScenario(
    {
      number: 16,
      variant: 'env',
      client: 'npm @wandb/sdk 0.5.1',
      guarantee: 'is known by a token from the environment, as far as the run that it then asks for',
      expected: startsNoRun,
      server,
    },
    async (stage) => {
      const run = await runJavaScript(stage, startRun, wandbVariables(stage, stage.server.token))
      const words = [exitWord(run), run.stdout.trim(), requestsWord(stage.proxy.requests)]
      return { words, printed: printedBy(run) }
    },
  )

  playScenario(
    {
      number: 16,
      variant: 'netrc',
      client: 'npm @wandb/sdk 0.5.1',
      guarantee: 'is known by a token from netrc, as far as the run that it then asks for',
      expected: startsNoRun,
      server,
    },
    async (stage) => {
      await stage.home.writeNetrc(stage.proxy.host, stage.server.token)
      const run = await runJavaScript(stage, startRun, { WANDB_BASE_URL: stage.proxy.url })
      const words = [exitWord(run), run.stdout.trim(), requestsWord(stage.proxy.requests)]
      return { words, printed: printedBy(run) }
    },
  )
})
