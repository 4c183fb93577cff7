import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { describe, expect, inject } from 'vitest'
import { bootstrapArgs, it, type Operator } from './operator.ts'
import { deleteKey, findKeyOf } from './rest-client.ts'

const pepperIn = (operator: Operator) => join(operator.dataFolder, 'pepper')
const line = (version: number, letter: string) => `${version} ${letter.repeat(43)}\n`

async function writePepper(operator: Operator, text: string): Promise<void> {
  await mkdir(operator.dataFolder, { recursive: true, mode: 0o700 })
  await writeFile(pepperIn(operator), text, { mode: 0o600 })
}

describe('the pepper file', () => {
  it('is made on the first start, for the owner alone, and used from then on', async ({ operator }) => {
    const token = await operator.bootstrap()
    const made = await readFile(pepperIn(operator), 'utf8')
    expect((await stat(pepperIn(operator))).mode & 0o777).toBe(0o600)
    const { client } = await operator.serve()
    expect(await findKeyOf(client, token)).toBeDefined()
    expect(await readFile(pepperIn(operator), 'utf8')).toBe(made)
  })

  it('of mode 0644 is refused: exit 78, and says how to mend it', async ({ operator }) => {
    await operator.bootstrap()
    await chmod(pepperIn(operator), 0o644)
    const ending = await operator.run(['serve'])
    expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
    expect(ending.stderr).toContain(`chmod 600 ${pepperIn(operator)}`)
  })

  it('of another instance is refused before any key is: exit 78, never listening, and the right one still works', async ({
    operator,
  }) => {
    const token = await operator.bootstrap()
    await rename(pepperIn(operator), `${pepperIn(operator)}.right`)
    await writePepper(operator, line(1, 'B'))
    for (const args of [['serve'], bootstrapArgs]) {
      const ending = await operator.run(args)
      expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
      expect(ending.stderr).toContain(pepperIn(operator))
      expect(ending.stderr).not.toContain('listening')
      expect(ending.hasPrinted('BBBB')).toBe(false)
    }
    await rename(`${pepperIn(operator)}.right`, pepperIn(operator))
    const { client } = await operator.serve()
    expect(await findKeyOf(client, token)).toBeDefined()
  })

  it('that is missing while there are keys is refused: exit 78, and no new one is left in its place', async ({
    operator,
  }) => {
    const token = await operator.bootstrap()
    await rename(pepperIn(operator), `${pepperIn(operator)}.right`)
    // Twice: a first try must not make the second one say something else.
    for (const args of [['serve'], ['serve'], bootstrapArgs]) {
      const ending = await operator.run(args)
      expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
      expect(ending.stderr).toContain(`${pepperIn(operator)} is missing`)
      expect(existsSync(pepperIn(operator))).toBe(false)
    }
    await rename(`${pepperIn(operator)}.right`, pepperIn(operator))
    const { client } = await operator.serve()
    expect(await findKeyOf(client, token)).toBeDefined()
  })

  it('that is missing where all keys are deleted is refused in the same way', async ({ operator }) => {
    const token = await operator.bootstrap()
    const server = await operator.serve()
    const key = await findKeyOf(server.client, token)
    await deleteKey(server.client, token, key?.id ?? '')
    server.signal('SIGTERM')
    await server.ended
    await rm(pepperIn(operator))
    const ending = await operator.run(['serve'])
    expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
    expect(existsSync(pepperIn(operator))).toBe(false)
  })

  it('is not made by a node that comes to a PostgreSQL which has another: nothing is left to mask the mistake', async ({
    operator,
  }) => {
    const database = await createTestDatabase(inject('postgresUrl'))
    try {
      const environment = { DATABASE_URL: database.url }
      const first = await operator.serve({ environment })
      const secondPepper = join(operator.folder, 'second', 'pepper')
      const second = await operator.run(['serve'], { ...environment, KEYSTEAD_PEPPER_FILE: secondPepper })
      expect(second).toMatchObject({ exitCode: 78, stdout: '' })
      expect(second.stderr).toContain(secondPepper)
      expect(existsSync(secondPepper)).toBe(false)
      expect((await first.client.call('GET', '/readyz')).status).toBe(200)
      first.signal('SIGTERM')
      await first.ended
    } finally {
      await database.drop()
    }
  })

  it('that was refused is forgotten: a new version in it does not shut out the right file that follows', async ({
    operator,
  }) => {
    await writePepper(operator, line(1, 'A'))
    const token = await operator.bootstrap()
    await writePepper(operator, line(2, 'C') + line(1, 'B'))
    expect(await operator.run(['serve'])).toMatchObject({ exitCode: 78 })
    await writePepper(operator, line(2, 'D') + line(1, 'A'))
    const { client } = await operator.serve()
    expect(await findKeyOf(client, token)).toBeDefined()
  })

  it.for([
    ['is empty', ''],
    ['holds something else', 'hunter2\n'],
    ['holds too short a secret', '1 hunter2\n'],
    ['holds one version twice', line(1, 'A') + line(1, 'B')],
  ] as const)('that %s is refused: exit 78, without a word of what is in it', async ([, text], { operator }) => {
    await writePepper(operator, text)
    const ending = await operator.run(['serve'])
    expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
    expect(ending.stderr).toContain(`${pepperIn(operator)} is not a pepper file`)
    expect(ending.hasPrinted('hunter2')).toBe(false)
    expect(await readFile(pepperIn(operator), 'utf8')).toBe(text)
  })

  it('that is a directory is refused: exit 78', async ({ operator }) => {
    await mkdir(pepperIn(operator), { recursive: true, mode: 0o700 })
    const ending = await operator.run(['serve'])
    expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
    expect(ending.stderr).toContain(pepperIn(operator))
  })
})
