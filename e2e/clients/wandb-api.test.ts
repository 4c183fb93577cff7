// `wandb.Api()` and `wandb.init()`, as people use them in their own scripts: of the two newest versions, and of the first
// that takes long keys.

import { afterAll, beforeAll, describe } from 'vitest'
import { createKey } from '../support/keys-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { checkingScript, runPython, wandbVariables } from './python-client.ts'
import { playScenario } from './scenario.ts'
import { exitWord, printedBy, requestsWord, saidBy } from './words.ts'

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

const deleteOnly = `
import os, wandb
${checkingScript}
viewer = wandb.Api().viewer
print(outcome(lambda: viewer.generate_api_key('ci')))
print('deleted' if viewer.delete_api_key(os.environ['SCENARIO_KEY']) is True else 'not deleted')
print('then', outcome(lambda: wandb.Api(api_key=os.environ['SCENARIO_TOKEN'])))
`

const startRun = `
import wandb
try:
    wandb.init(project='p')
    print('run started')
except Exception as error:
    print(f'{type(error).__name__}: {error}')
`

describe.each([
  ['0.31.0', { number: 4 }, 'Viewer + GetViewer'],
  ['0.30.0', { number: 4 }, 'Viewer + GetViewer'],
  ['0.22.3', { number: 12, variant: 'viewer' }, '{viewer{id}} + Viewer'],
] as const)('wandb %s', (version, scenario, requests) => {
  playScenario(
    {
      ...scenario,
      client: `wandb ${version}`,
      guarantee: 'reads who it is; keys are listed by their IDs, never by their tokens',
      expected: `exit 0, ada, ada@example.com, key IDs, default entity, ${requests}`,
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
})

describe.each(['0.31.0', '0.30.0'] as const)('wandb %s', (version) => {
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
      const said = saidBy(run)
      const lastAsked = requestsWord(stage.proxy.requests.slice(-2))
      return { words: [exitWord(run), ...said, lastAsked], printed: printedBy(run) }
    },
  )
})

// Up to 0.25.1 the client makes a key with the first of the listed keys for a token. That was one once; here as with W&B
// it is an ID, with which nobody gets in. Deleting needs none.
playScenario(
  {
    number: 12,
    variant: 'keys',
    client: 'wandb 0.22.3',
    guarantee: 'cannot make a key, for it takes a key ID for a token; deletes one, which is refused from then on',
    expected:
      'exit 0, AuthenticationError, deleted, then AuthenticationError, {viewer{id}} → 401 + DeleteApiKey + {viewer{id}} → 401',
    server,
  },
  async (stage) => {
    const { id, token } = await createKey(stage.server, { name: 'short-lived' })
    const variables = { ...wandbVariables(stage, stage.server.token), SCENARIO_KEY: id, SCENARIO_TOKEN: token }
    const run = await runPython(stage, deleteOnly, variables)
    const lastAsked = requestsWord(stage.proxy.requests.slice(-3))
    return { words: [exitWord(run), ...saidBy(run), lastAsked], printed: printedBy(run) }
  },
)

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
