// What a script sees of a management call that fails, by the status of the answer: the cells of wandb-wire.md §2.6, each
// by an answer that Keystead gives of itself. Three rows of that table are never given, and so have no scenario here: 200
// with errors, 200 with nothing at the root, and 200 with `success: false`. Some version takes each of them for success,
// or ends in an exception that is none of W&B's. Every answer on the way is held against that.

import { afterAll, beforeAll, describe } from 'vitest'
import { addPerson, addTeam, changePolicies, type Person } from '../support/accounts-api.ts'
import { createKey } from '../support/keys-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import type { RecordedRequest } from '../support/recording-proxy.ts'
import { checkingScript, runPython, wandbVariables } from './python-client.ts'
import { playScenario } from './scenario.ts'
import { exitWord, printedBy, saidBy } from './words.ts'

let keystead: Keystead
let admin: Person
let member: Person
const server = () => keystead

beforeAll(async () => {
  keystead = await startKeystead()
  admin = await addPerson(keystead, { username: 'admin', role: 'admin' })
  member = await addPerson(keystead, { username: 'member' })
  await addTeam(keystead, 'research', { ada: 'admin', member: 'member' })
})
afterAll(async () => {
  await keystead?.remove()
})

// Versions up to 0.25.1 take a listed key ID for a token, for a second Api object: given the first one, they go on.
const begin = `
import os, urllib.request, wandb
${checkingScript}
api = wandb.Api()
viewer = api.viewer
viewer._user_api = api
team = api.team('research')
listed = {member.name: member for member in team.members}
key = os.environ['SCENARIO_KEY']

def cell(what, call):
    answer = outcome(call)
    print(what, answer if answer is None or isinstance(answer, (bool, str)) else type(answer).__name__)

def delete_key():
    request = urllib.request.Request(os.environ['SCENARIO_URL'] + '/api/v1/keys/' + key, method='DELETE')
    request.add_header('Authorization', 'Bearer ' + os.environ['SCENARIO_TOKEN'])
    urllib.request.urlopen(request)
`

/** By status, what makes Keystead answer so. A call that is missing has no way to fail like that. */
const scripts = {
  400: `
cell('gen', lambda: viewer.generate_api_key('x' * 256))
cell('invite', lambda: team.invite('no address @'))
cell('sa', lambda: team.create_service_account(' '))
listed['member']._attrs['id'] = ''
cell('member', listed['member'].delete)
cell('team', lambda: api.create_team('team_'))
cell('user', lambda: api.create_user('no address'))
`,
  404: `
delete_key()
cell('del', lambda: viewer.delete_api_key(key))
cell('invite', lambda: team.invite('nobody'))
gone = api.team('research')
gone.name = 'nowhere'
cell('sa', lambda: gone.create_service_account('ci'))
listed['member']._attrs['id'] = 'nobody'
cell('member', listed['member'].delete)
cell('team', lambda: api.create_team('research', 'nobody'))
`,
  409: `
cell('invite', lambda: team.invite('member'))
cell('team', lambda: api.create_team('research'))
cell('user', lambda: api.create_user('member@example.com'))
`,
  // An admin of the organization sees a personal key that also reaches other organizations, and may not delete it.
  403: `
cell('gen', lambda: viewer.generate_api_key('ci'))
admin = wandb.Api(api_key=os.environ['SCENARIO_ADMIN']).viewer
admin._attrs['apiKeys']['edges'].append({'node': {'id': key, 'name': 'of ada'}})
cell('del', lambda: admin.delete_api_key('of ada'))
cell('invite', lambda: team.invite('admin'))
cell('sa', lambda: team.create_service_account('ci'))
cell('member', listed['ada'].delete)
cell('team', lambda: api.create_team('research'))
cell('user', lambda: api.create_user('new@example.com'))
`,
  401: `
delete_key()
cell('gen', lambda: viewer.generate_api_key('ci'))
cell('del', lambda: viewer.delete_api_key(key))
cell('invite', lambda: team.invite('admin'))
cell('sa', lambda: team.create_service_account('ci'))
cell('member', listed['member'].delete)
cell('team', lambda: api.create_team('research'))
cell('user', lambda: api.create_user('new@example.com'))
`,
} as const

type Status = keyof typeof scripts

const everyCallRaises = (name: string) =>
  ['gen', 'del', 'invite', 'sa', 'member', 'team', 'user'].map((call) => `${call} ${name}`).join(', ')
// What says that it did not work, and raises nothing.
const [gen, del, invite, sa, removal] = ['gen None', 'del False', 'invite False', 'sa None', 'member False']

// Both swallow the failure of `create_team` and read the team of that name: it is one where there is such a team already.
const cells: Record<'0.30.0' | '0.22.3', Record<Status, string>> = {
  '0.30.0': {
    400: [gen, invite, sa, removal, 'team WandbApiFailedError', 'user WandbApiFailedError'].join(', '),
    404: [del, invite, sa, removal, 'team Team'].join(', '),
    409: [invite, 'team Team', 'user WandbApiFailedError'].join(', '),
    403: [gen, del, invite, sa, removal, 'team Team', 'user WandbApiFailedError'].join(', '),
    401: [gen, del, invite, sa, removal, 'team WandbApiFailedError', 'user WandbApiFailedError'].join(', '),
  },
  '0.22.3': {
    400: [gen, invite, sa, removal, 'team HTTPError', 'user HTTPError'].join(', '),
    404: [del, invite, sa, removal, 'team Team'].join(', '),
    409: [invite, 'team Team', 'user HTTPError'].join(', '),
    403: everyCallRaises('CommError'),
    401: everyCallRaises('AuthenticationError'),
  },
}

const table = (['0.30.0', '0.22.3'] as const).flatMap((version) =>
  ([400, 404, 409, 403, 401] as const).map((status) => [version, status] as const),
)

describe.each(table)('wandb %s, answered %i', (version, status) => {
  playScenario(
    {
      number: 13,
      variant: `${status}`,
      client: `wandb ${version}`,
      guarantee: `sees what it sees of W&B’s own server when a call is answered ${status}`,
      expected: `exit 0, ${cells[version][status]}`,
      server,
    },
    async (stage) => {
      const caller = await callerFor(status)
      if (status === 403) await changePolicies(stage.server, { disableKeyCreation: true })
      try {
        const run = await runPython(stage, begin + scripts[status], {
          ...wandbVariables(stage, caller.token),
          SCENARIO_URL: stage.server.url,
          SCENARIO_TOKEN: stage.server.token,
          SCENARIO_ADMIN: admin.token,
          SCENARIO_KEY: caller.keyId,
        })
        const said = saidBy(run)
        return {
          words: [exitWord(run), ...said, ...oddities(stage.proxy.requests, status, said)],
          printed: printedBy(run),
        }
      } finally {
        if (status === 403) await changePolicies(stage.server, { disableKeyCreation: false })
      }
    },
  )
})

/** Whose token the script is given, and the key that it deletes or tries to. */
async function callerFor(status: Status): Promise<{ readonly token: string; readonly keyId: string }> {
  const { token } = keystead
  if (status === 401) return addPerson(keystead, { username: `gone-${Date.now()}`, role: 'admin' })
  if (status === 403) return { token: member.token, keyId: token.split('_')[2] ?? '' }
  return { token, keyId: (await createKey(keystead, { name: 'short-lived' })).id }
}

/** What there is to say about the answers besides what the client made of them: nothing, if all is as it should be. */
function oddities(requests: readonly RecordedRequest[], status: Status, said: readonly string[]): string[] {
  const changes = requests.filter(({ operation = '' }) => /^(?:Create|Delete|Generate)/.test(operation))
  const refused = changes.filter((change) => change.status === status)
  const hollow = requests.filter((one) => one.status < 400 && (one.hasErrors || one.isEmpty))
  return [
    ...(refused.length === said.length && changes.length === said.length
      ? []
      : [`answered ${changes.map((change) => change.status).join(' ')}`]),
    ...hollow.map(({ operation }) => `${operation} → 200 without an answer`),
  ]
}
