// `wandb.Api()` and `wandb.init()` of the two newest versions, as people use them in their own scripts.

import { afterAll, beforeAll, describe } from 'vitest'
import { allowKeyCreation, createKey } from '../support/keys-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { runPython, wandbVariables } from './python-client.ts'
import { playScenario } from './scenario.ts'
import { exitWord, printedBy, requestsWord } from './words.ts'

let keystead: Keystead
const server = () => keystead

beforeAll(async () => {
  keystead = await startKeystead()
})
afterAll(async () => {
  await keystead?.remove()
})

const readViewer = `
import json, wandb
api = wandb.Api()
viewer = api.viewer
print(json.dumps({
    'username': viewer.username,
    'email': viewer.email,
    'keys': viewer.api_keys,
    'entity': viewer.entity,
    'default_entity': api.default_entity,
}))
`

// What the client makes and tries is told apart by what it prints: lengths, types and class names, never a token.
const createUseAndDelete = `
import wandb
viewer = wandb.Api().viewer
before = set(viewer.api_keys)
token = viewer.generate_api_key('ci')
print(f'{len(token)} characters')
fresh = wandb.Api(api_key=token).viewer
print(f'works for {fresh.username}')
[key_id] = set(fresh.api_keys) - before
print('listed by its id' if key_id in token and key_id != token else 'listed by something else')
print('deleted' if fresh.delete_api_key(key_id) is True else 'not deleted')
try:
    wandb.Api(api_key=token).viewer
    print('still works')
except Exception as error:
    print(f'then {type(error).__name__}')
`

const createInVain = `
import wandb
viewer = wandb.Api().viewer
print('no key' if viewer.generate_api_key('ci') is None else 'a key')
print(f'works for {wandb.Api().viewer.username}')
`

const startRun = `
import wandb
try:
    wandb.init(project='p')
    print('run started')
except Exception as error:
    print(f'{type(error).__name__}: {error}')
`

describe.each(['0.31.0', '0.30.0'] as const)('wandb %s', (version) => {
  playScenario(
    {
      number: 4,
      client: `wandb ${version}`,
      guarantee: 'reads who it is; keys are listed by their IDs, never by their tokens',
      expected: 'exit 0, ada, ada@example.com, key IDs, default entity, Viewer + GetViewer',
      server,
    },
    async (stage) => {
      const { id, token } = await createKey(stage.server, { name: `reader ${version}` })
      const run = await runPython(stage, readViewer, wandbVariables(stage, token))
      const viewer = parseViewer(run.stdout)
      const isKeyId = (name: string) => /^[0-9A-Za-z]{16}$/.test(name)
      const keys = viewer.keys.includes(id) && viewer.keys.every(isKeyId) ? 'key IDs' : 'other than key IDs'
      const named = viewer.entity !== '' && viewer.default_entity === viewer.entity
      const words = [exitWord(run), viewer.username, viewer.email, keys, named ? 'default entity' : 'no default entity']
      return { words: [...words, requestsWord(stage.proxy.requests)], printed: printedBy(run) }
    },
  )

  playScenario(
    {
      number: 5,
      client: `wandb ${version}`,
      guarantee: 'creates a key, uses it, deletes it, and is refused with it from then on',
      expected:
        'exit 0, 73 characters, works for ada, listed by its id, deleted, then AuthenticationError, ' +
        'DeleteApiKey + Viewer → 401',
      server,
    },
    async (stage) => {
      const run = await runPython(stage, createUseAndDelete, wandbVariables(stage, stage.server.token))
      const said = run.stdout.trim().split('\n')
      const lastAsked = requestsWord(stage.proxy.requests.slice(-2))
      return { words: [exitWord(run), ...said, lastAsked], printed: printedBy(run) }
    },
  )

  // The first half of the scenario: there are no service accounts yet, for which creation would still be possible.
  playScenario(
    {
      number: 26,
      client: `wandb ${version}`,
      guarantee: 'makes no key where the organization has switched that off, and works with the key that it has',
      expected: 'exit 0, no key, works for ada, Viewer + GetViewer + GenerateApiKey → 403 + Viewer + GetViewer',
      server,
    },
    async (stage) => {
      await allowKeyCreation(stage.server, false)
      try {
        const run = await runPython(stage, createInVain, wandbVariables(stage, stage.server.token))
        const said = run.stdout.trim().split('\n')
        return { words: [exitWord(run), ...said, requestsWord(stage.proxy.requests)], printed: printedBy(run) }
      } finally {
        await allowKeyCreation(stage.server, true)
      }
    },
  )
})

// Keystead keeps keys, not runs. What matters is that the client says so at once, and neither hangs nor crashes.
describe.each([
  ['0.31.0', 'Viewer + UpsertBucket'],
  ['0.30.0', 'Viewer + ServerFeaturesQuery + UpsertBucket'],
] as const)('wandb %s', (version, requests) => {
  playScenario(
    {
      number: 20,
      client: `wandb ${version}`,
      guarantee: 'starting a run logs in and is then told at once that there are no runs here',
      expected: `exit 0, logged in, told that there is no upsertBucket, ${requests} → errors`,
      server,
    },
    async (stage) => {
      const run = await runPython(stage, startRun, wandbVariables(stage, stage.server.token))
      const login = run.stderr.includes('Currently logged in as: ada') ? 'logged in' : 'no login line'
      const refusal = /Error: Error initializing run: .*upsertBucket/.test(run.stdout)
        ? 'told that there is no upsertBucket'
        : 'told something else'
      return { words: [exitWord(run), login, refusal, requestsWord(stage.proxy.requests)], printed: printedBy(run) }
    },
  )
})

function parseViewer(stdout: string) {
  const nobody = { username: 'nobody', email: '', keys: [] as string[], entity: '', default_entity: '' }
  const line = stdout.split('\n').find((text) => text.startsWith('{'))
  return line === undefined ? nobody : (JSON.parse(line) as typeof nobody)
}
