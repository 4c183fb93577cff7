// Users, as admins of the instance look them up and make them with `wandb.Api()`, and as nobody else does.

import { afterAll, beforeAll, describe } from 'vitest'
import { addPerson, type Person } from '../support/accounts-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { checkingScript, runPython, wandbVariables } from './python-client.ts'
import { playScenario } from './scenario.ts'
import { exitWord, printedBy, requestsWord, saidBy } from './words.ts'

let keystead: Keystead
let bo: Person
const server = () => keystead

beforeAll(async () => {
  keystead = await startKeystead()
  bo = await addPerson(keystead, { username: 'bo', role: 'admin' })
})
afterAll(async () => {
  await keystead?.remove()
})

const makeAndFind = `
import os, wandb
${checkingScript}
api = wandb.Api()
email = os.environ['SCENARIO_EMAIL']
made = api.create_user(email)
check('made', [type(made).__name__, made.email, made.admin], ['User', email, False])
found = api.user(email)
check('found', [found.email, found.api_keys, found.teams], [email, [], [made.username]])
bo = api.user('bo')
check('keys by ID', [bo.username, [len(key) for key in bo.api_keys]], ['bo', [16]])
check('all found', {'ada', 'bo', made.username} <= {user.username for user in api.users('example.com')}, True)
check('nobody not', [api.user('nobody'), api.users('nobody')], [None, []])
print(outcome(lambda: api.create_user(email)))
`

const tryAsNobody = `
import wandb
${checkingScript}
api = wandb.Api()
calls = [lambda: api.user('ada'), lambda: api.users('ada'), lambda: api.create_user('eve@example.com')]
print(*[outcome(call) for call in calls])
`

describe.each([
  ['0.31.0', 7, 'WandbApiFailedError', 'WandbApiFailedError'],
  ['0.30.0', 7, 'WandbApiFailedError', 'WandbApiFailedError'],
  ['0.22.3', 12, 'HTTPError', 'CommError'],
] as const)('wandb %s', (version, number, onConflict, onRefusal) => {
  playScenario(
    {
      number,
      variant: 'users, admin',
      client: `wandb ${version}`,
      guarantee: 'as an admin of the instance makes users and finds all of them',
      expected: `exit 0, made, found, keys by ID, all found, nobody not, ${onConflict}, CreateUserFromAdmin → 409`,
      server,
    },
    async (stage) => {
      const email = `user-${version}@example.com`
      const variables = { ...wandbVariables(stage, stage.server.token), SCENARIO_EMAIL: email }
      const run = await runPython(stage, makeAndFind, variables)
      const last = requestsWord(stage.proxy.requests.slice(-1))
      return { words: [exitWord(run), ...saidBy(run), last], printed: printedBy(run) }
    },
  )

  playScenario(
    {
      number,
      variant: 'users, others',
      client: `wandb ${version}`,
      guarantee: 'as an admin of an organization only is refused each of that, and told nothing of anybody',
      expected: `exit 0, ${onRefusal} ${onRefusal} ${onRefusal}, SearchUsers → 403 ×2 + CreateUserFromAdmin → 403`,
      server,
    },
    async (stage) => {
      const run = await runPython(stage, tryAsNobody, wandbVariables(stage, bo.token))
      const last = requestsWord(stage.proxy.requests.slice(-3))
      return { words: [exitWord(run), ...saidBy(run), last], printed: printedBy(run) }
    },
  )
})
