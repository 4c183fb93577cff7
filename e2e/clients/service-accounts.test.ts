// Machines that log in with the key of a service account, as W&B's documentation tells their owners to set them up.

import { afterAll, beforeAll, describe } from 'vitest'
import { addMachine, addPerson, addTeam, type Machine } from '../support/accounts-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { checkingScript, runPython, runWandb, wandbVariables } from './python-client.ts'
import { playScenario } from './scenario.ts'
import { exitWord, loginWord, printedBy, requestsWord, saidBy } from './words.ts'

let keystead: Keystead
let machines: Record<Kind, Machine>
const server = () => keystead

beforeAll(async () => {
  keystead = await startKeystead()
  await addPerson(keystead, { username: 'bo' })
  await addTeam(keystead, 'archive')
  await addTeam(keystead, 'research', { ada: 'admin', bo: 'member' })
  machines = {
    team: await addMachine(keystead, { name: 'ci-runner', team: 'research' }),
    organization: await addMachine(keystead, { name: 'exporter', defaultTeam: 'research' }),
  }
})
afterAll(async () => {
  await keystead?.remove()
})

type Kind = 'team' | 'organization'
const kinds = [
  { kind: 'team', name: 'ci-runner', teams: 'research' },
  { kind: 'organization', name: 'exporter', teams: 'research archive' },
] as const

const actAsItself = `
import os, wandb
${checkingScript}
name, teams = os.environ['SCENARIO_NAME'], os.environ['SCENARIO_TEAMS'].split()
api = wandb.Api()
viewer = api.viewer
check('viewer', [viewer.username, viewer.email, viewer.admin], [name, None, False])
check('entity', [viewer.entity, api.default_entity], ['research', 'research'])
check('teams', viewer.teams, teams)
before = set(viewer.api_keys)
viewer._user_api = api
fresh = wandb.Api(api_key=viewer.generate_api_key('next')).viewer
check('next key', fresh.username, name)
[key_id] = set(fresh.api_keys) - before
check('deleted', fresh.delete_api_key(key_id), True)
check('governs nothing', outcome(lambda: api.team('research').invite('bo')) in (False, 'CommError'), True)
`

describe.each(['0.31.0', '0.30.0', '0.22.3'] as const)('wandb %s', (version) => {
  describe.each(kinds)('with a key of a service account, of $kind', ({ kind, name, teams }) => {
    playScenario(
      {
        number: 21,
        variant: `${kind}, login`,
        client: `wandb ${version}`,
        guarantee: `logs in as the service account of the ${kind}, whomever WANDB_USERNAME names`,
        // What one calls a verification the other does by itself.
        expected:
          version === '0.22.3'
            ? `exit 0, logged in as ${name}, of research, named ada, {viewer{id}} + ProbeServerCapabilities + Viewer`
            : `exit 0, logged in as ${name}, of research, named ada, Viewer ×2`,
        server,
      },
      async (stage) => {
        const attribution = { WANDB_USERNAME: 'ada', WANDB_USER_EMAIL: 'ada@example.com' }
        const variables = { ...wandbVariables(stage, machines[kind].token), ...attribution }
        const run = await runWandb(stage, version === '0.22.3' ? ['login', '--verify'] : ['login'], variables)
        const entity = /Currently logged in as: \S+ \((\S+)\)/.exec(run.stderr)?.[1] ?? 'nothing'
        const { requests } = stage.proxy
        const named = requests.map(({ username }) => username).find((username) => username) ?? 'nobody'
        const words = [exitWord(run), loginWord(run, stage), `of ${entity}`, `named ${named}`, requestsWord(requests)]
        return { words, printed: printedBy(run) }
      },
    )

    playScenario(
      {
        number: 21,
        variant: `${kind}, Api`,
        client: `wandb ${version}`,
        guarantee: `is the service account of the ${kind}, makes and deletes its own keys, and governs nothing`,
        expected: 'exit 0, viewer, entity, teams, next key, deleted, governs nothing',
        server,
      },
      async (stage) => {
        const run = await runPython(stage, actAsItself, {
          ...wandbVariables(stage, machines[kind].token),
          WANDB_USERNAME: 'ada',
          SCENARIO_NAME: name,
          SCENARIO_TEAMS: teams,
        })
        return { words: [exitWord(run), ...saidBy(run)], printed: printedBy(run) }
      },
    )
  })
})
