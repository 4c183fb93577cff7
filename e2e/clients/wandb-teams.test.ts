// Teams, their members and their service accounts, as scripts of platform engineers make them with `wandb.Api()`.

import { afterAll, beforeAll, describe } from 'vitest'
import { addPerson } from '../support/accounts-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { checkingScript, runPython, wandbVariables } from './python-client.ts'
import { playScenario } from './scenario.ts'
import { exitWord, printedBy, saidBy } from './words.ts'

let keystead: Keystead
const server = () => keystead

beforeAll(async () => {
  keystead = await startKeystead()
  await addPerson(keystead, { username: 'bo' })
})
afterAll(async () => {
  await keystead?.remove()
})

const buildTeam = `
import os, wandb
${checkingScript}
api = wandb.Api()
name = os.environ['SCENARIO_TEAM']
names = lambda: ' '.join(member.name for member in api.team(name).members)

team = api.create_team(name)
check('team of ada', [type(team).__name__, names()], ['Team', 'ada'])
check('member added', [team.invite('bo'), team.invite('bo@example.com')], [True, False])
check('stranger invited', team.invite('new@example.com', admin=True), True)
check('nobody not', team.invite('nobody'), False)
for description in ['zebra', 'ant']:
    machine = team.create_service_account(description)
    made = [machine.name, machine.account_type, machine.id == api.team(name).members[-1].id]
    check('service account last', made, [description, 'SERVICE', True])
check('all listed', names(), 'ada bo new@example.com zebra ant')

members = {member.name: member for member in api.team(name).members}
removed = [members[name].delete() for name in ['bo', 'bo', 'zebra', 'new@example.com']]
check('removed', removed, [True, False, True, True])
check('rest listed', names(), 'ada ant')
`

const built =
  'team of ada, member added, stranger invited, nobody not, service account last, service account last, all listed, ' +
  'removed, rest listed'

describe.each([
  ['0.31.0', 6],
  ['0.30.0', 6],
  ['0.22.3', 12],
] as const)('wandb %s', (version, number) => {
  playScenario(
    {
      number,
      variant: 'teams',
      client: `wandb ${version}`,
      guarantee: 'makes a team, invites to it, makes service accounts for it, and takes all of them out again',
      expected: `exit 0, ${built}`,
      server,
    },
    async (stage) => {
      const variables = { ...wandbVariables(stage, stage.server.token), SCENARIO_TEAM: `team-${version}` }
      const run = await runPython(stage, buildTeam, variables)
      return { words: [exitWord(run), ...saidBy(run)], printed: printedBy(run) }
    },
  )
})

const readOrganization = `
import wandb
${checkingScript}
api = wandb.Api()
check('own', [api.organization().name, api.organization('acme').org_entity.name], ['acme', 'acme'])
for call in [lambda: api.organization('birch'), lambda: api.team('nowhere')]:
    try:
        print('found', call())
    except Exception as error:
        print(error)
`

// Older versions do not read organizations.
describe.each(['0.31.0', '0.30.0'] as const)('wandb %s', (version) => {
  playScenario(
    {
      number: 6,
      variant: 'organization',
      client: `wandb ${version}`,
      guarantee: 'finds its own organization, and says in the server’s words that there is no other, and no such team',
      expected: 'exit 0, own, There is no such organization., There is no such team.',
      server,
    },
    async (stage) => {
      const run = await runPython(stage, readOrganization, wandbVariables(stage, stage.server.token))
      return { words: [exitWord(run), ...saidBy(run)], printed: printedBy(run) }
    },
  )
})
