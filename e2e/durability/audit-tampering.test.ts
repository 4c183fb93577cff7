import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type AuditedKeystead, insertStatement, startAudited, type Variant } from './audited-keystead.ts'

const variants: readonly (readonly [string, Variant])[] = [
  ['SQLite, the server stopped', { database: 'SQLite', running: false }],
  ['SQLite, through the running server', { database: 'SQLite', running: true }],
  ['PostgreSQL, beside a running node', { database: 'PostgreSQL', running: true }],
]

/** Gives the events from this number on the next one each, so that there is room for another. */
const makeRoom = (number: number) => [
  `UPDATE audit_events SET number = -number WHERE number >= ${number}`,
  'UPDATE audit_events SET number = 1 - number WHERE number < 0',
  'UPDATE audit_head SET number = number + 1',
]
const cutAfter = (number: number) => [
  `DELETE FROM audit_events WHERE number > ${number}`,
  `UPDATE audit_head SET number = ${number}, mac = (SELECT mac FROM audit_events WHERE number = ${number})`,
]

describe.each(variants)('keystead audit verify: %s', (_, variant) => {
  // What only depends on the database need not be found by way of the server, too.
  const isRepetition = variant.database === 'SQLite' && variant.running
  const itOnce = (name: string, test: () => Promise<void>) => void (isRepetition || it(name, test))

  let keystead: AuditedKeystead
  beforeAll(async () => {
    keystead = await startAudited(variant)
  })
  afterEach(() => keystead.restore())
  afterAll(() => keystead?.remove())

  const tamper = async (...statements: readonly string[]) => {
    for (const statement of statements) await keystead.sql(statement)
  }
  const copyOf = async (number: number, changes: object) => {
    const [row] = await keystead.sql(`SELECT * FROM audit_events WHERE number = ${number}`)
    return insertStatement('audit_events', { ...row, ...changes })
  }
  const verify = (...args: string[]) => keystead.run(['audit', 'verify', ...args])
  async function expectUntouched(...args: string[]): Promise<void> {
    expect(await verify(...args)).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringMatching(/^The audit trail is untouched: \d+ events, /),
    })
  }
  async function expectFault(words: string, ...args: string[]): Promise<void> {
    const ending = await verify(...args)
    expect(ending).toMatchObject({ exitCode: 1, stderr: '' })
    expect(ending.stdout).toContain('The audit trail is NOT as it was written.')
    expect(ending.stdout).toContain(words)
  }

  it('finds nothing where nobody has touched it, with the anchor and without', async () => {
    expect(keystead.events).toBe(12)
    expect(keystead.anchor).toMatch(/^12:[\w-]{43}$/)
    await expectUntouched()
    await expectUntouched('--anchor', keystead.anchor)
  })

  it('prints the report as JSON where it is asked to', async () => {
    const [number, mac] = keystead.anchor.split(':')
    const head = { number: Number(number), mac }
    const untouched = await verify('--json')
    expect(untouched).toMatchObject({ exitCode: 0, stderr: '' })
    expect(JSON.parse(untouched.stdout)).toEqual({ isUntouched: true, events: 12, head, faults: [] })
    await tamper('DELETE FROM audit_events WHERE number = 4')
    const touched = await verify('--json')
    expect(touched).toMatchObject({ exitCode: 1, stderr: '' })
    expect(JSON.parse(touched.stdout)).toEqual({
      isUntouched: false,
      events: 11,
      head,
      faults: [
        { kind: 'missing', number: 4, until: 5 },
        { kind: 'altered', number: 5 },
      ],
    })
  })

  it('finds an event that was edited', async () => {
    await tamper("UPDATE audit_events SET actor_email = 'eve@example.com' WHERE number = 5")
    await expectFault('- Event 5 was altered: it is not what Keystead wrote in this place.')
  })

  itOnce('finds an event that was made unreadable', async () => {
    await tamper("UPDATE audit_events SET details = '{' WHERE number = 5")
    await expectFault('- Event 5 was altered:')
  })

  itOnce('finds one event that was deleted, and several', async () => {
    await tamper('DELETE FROM audit_events WHERE number = 5')
    await expectFault('- Event 5 is missing:')
    await tamper('DELETE FROM audit_events WHERE number IN (6, 7)')
    await expectFault('- Events 5 to 7 are missing:')
  })

  itOnce('finds an event that was deleted, with all others moved up', async () => {
    await tamper(
      'DELETE FROM audit_events WHERE number = 5',
      'UPDATE audit_events SET number = -number WHERE number > 5',
      'UPDATE audit_events SET number = -1 - number WHERE number < 0',
      'UPDATE audit_head SET number = number - 1',
    )
    await expectFault('- Event 5 was altered:')
  })

  it('finds an event that was put in between, with all others moved down', async () => {
    await tamper(...makeRoom(6), await copyOf(5, { number: 6 }))
    await expectFault('- Event 6 was altered:')
  })

  itOnce('finds an event that was put in before the first or behind the last', async () => {
    await tamper(await copyOf(1, { number: 0 }))
    await expectFault('- Event 0 was put in:')
    await tamper('DELETE FROM audit_events WHERE number = 0', await copyOf(12, { number: 13 }))
    await expectFault('- Event 13 lies beyond the end that the database has on record (12)')
    await tamper('UPDATE audit_head SET number = 13')
    await expectFault('- Event 13 was altered:')
  })

  it('finds two events that were swapped', async () => {
    await tamper(
      'UPDATE audit_events SET number = -1 WHERE number = 5',
      'UPDATE audit_events SET number = 5 WHERE number = 6',
      'UPDATE audit_events SET number = 6 WHERE number = -1',
    )
    await expectFault('- Event 5 was altered:')
  })

  it('finds an end that was cut off, by what the database has on record', async () => {
    await tamper('DELETE FROM audit_events WHERE number > 10')
    await expectFault('stops after event 10, and the database has on record that it once went on to event 12.')
    await tamper('DELETE FROM audit_events')
    await expectFault('stops after event 0, and the database has on record that it once went on to event 12.')
  })

  it('finds an end that was cut off with its record, by the anchor alone', async () => {
    await tamper(...cutAfter(10))
    await expectUntouched()
    await expectFault(
      'stops after event 10, and the anchor says that it once went on to event 12',
      '--anchor',
      keystead.anchor,
    )
  })

  const itRunning = (name: string, test: () => Promise<void>) => void (variant.running && it(name, test))
  itRunning('finds an end that was cut off and grew again, by the anchor alone', async () => {
    await tamper(...cutAfter(10))
    for (let made = 0; made < 4; made += 1) await keystead.act()
    await expectUntouched()
    await expectFault('- Event 12 is not the one that the anchor names.', '--anchor', keystead.anchor)
  })

  itOnce('finds a record of the end that was set back or removed', async () => {
    await tamper('UPDATE audit_head SET number = 10')
    await expectFault('- Event 12 lies beyond the end that the database has on record (10)')
    await tamper("UPDATE audit_head SET number = 12, mac = 'x'")
    await expectFault('- Event 12 was altered:')
    await tamper('DELETE FROM audit_head')
    await expectFault('- Event 12 lies beyond the end that the database has on record (none)')
  })

  itOnce('says that it cannot tell where a pepper is gone, and does not cry wolf', async () => {
    await tamper('UPDATE audit_events SET mac_key_id = 9 WHERE number = 12')
    const ending = await verify()
    expect(ending).toMatchObject({ exitCode: 1, stderr: '' })
    expect(ending.stdout).toContain('The audit trail cannot be checked as a whole.')
    expect(ending.stdout).toContain('- From event 12 on, events are sealed under pepper version 9,')
  })

  // In this process: one for each field would take a minute.
  itOnce('finds a change of any single field', async () => {
    const [pattern = {}] = await keystead.sql('SELECT * FROM audit_events WHERE number = 5')
    const fields = Object.keys(pattern).filter((name) => name !== 'number')
    expect(fields.length).toBeGreaterThan(20)
    expect((await keystead.verifyHere()).faults).toEqual([])
    for (const name of fields) {
      await keystead.restore()
      const isNumber = ['at', 'mac_key_id'].includes(name)
      await tamper(`UPDATE audit_events SET ${name} = ${isNumber ? `${name} + 1` : "'x'"} WHERE number = 5`)
      expect((await keystead.verifyHere()).faults[0], name).toMatchObject({ number: 5 })
    }
  })
})
