// `npm run bench`: what is claimed about speed, measured side by side in one run. bench/README.md says what the rows mean.

import { parseArgs } from 'node:util'
import { measureEndurance } from './endurance/endurance-room.ts'
import { measureHttp } from './http/http-room.ts'
import { measureInProcess } from './in-process/in-process-room.ts'
import { measureKeys } from './keys/keys-room.ts'
import type { Plan } from './plan.ts'
import { measureRecording } from './recording/recording-room.ts'
import { describeMachine } from './report/describe-machine.ts'
import { noteProgress } from './report/note-progress.ts'
import type { Group } from './report/row.ts'
import { writeTable } from './report/write-table.ts'
import { measureRevocation } from './revocation/revocation-room.ts'
import { measureScan } from './scan/scan-room.ts'
import { measureSearch } from './search/search-room.ts'
import { measureStart } from './start/start-room.ts'

const rooms = {
  http: measureHttp,
  'in-process': measureInProcess,
  keys: measureKeys,
  recording: measureRecording,
  revocation: measureRevocation,
  start: measureStart,
  scan: measureScan,
  search: measureSearch,
  endurance: measureEndurance,
} as const satisfies Record<string, (plan: Plan) => Promise<Group[]>>

type Room = keyof typeof rooms
const allRooms = Object.keys(rooms) as Room[]
// Planting a million keys with all that makes them searchable takes minutes, and endurance takes ten by its nature.
const usualRooms = allRooms.filter((room) => room !== 'search' && room !== 'endurance')

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string', default: usualRooms.join(',') },
    quick: { type: 'boolean', default: false },
  },
})
const plan: Plan = {
  rounds: Number(values.rounds ?? (values.quick ? 1 : 7)),
  seconds: Number(values.seconds ?? (values.quick ? 0.2 : 4)),
  quick: values.quick,
}
const unknown = values.only.split(',').filter((room) => !allRooms.includes(room as Room))
if (unknown.length > 0 || !(plan.rounds >= 1) || !(plan.seconds > 0)) {
  console.error(`usage: npm run bench -- [--rounds 7] [--seconds 4] [--quick] [--only ${allRooms.join(',')}]`)
  process.exit(64)
}

const machine = describeMachine()
const groups: Group[] = []
for (const room of values.only.split(',') as Room[]) groups.push(...(await measureRoom(room)))
noteProgress()
console.log(machine)
console.log(`${plan.rounds} rounds of ${plan.seconds} s each, in turn; three figures are minimum / median / maximum`)
if (plan.quick) console.log('--quick: only to see that everything runs; these figures say nothing')
console.log(writeTable(groups))
process.exit()

/** One room that fails does not take with it what the others have found. */
async function measureRoom(room: Room): Promise<Group[]> {
  try {
    return await rooms[room](plan)
  } catch (error) {
    process.exitCode = 1
    const why = error instanceof Error ? error.message : String(error)
    return [{ title: room, rows: [], leftOut: [{ name: 'all of it', why: `it failed: ${why}` }] }]
  }
}
