import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { containsToken } from '@keystead/core/token'
import { Failure } from '../failure.ts'
import { type Configuration, emptyConfiguration, parseConfiguration } from './configuration.ts'

export type ConfigurationFile = {
  readonly path: string
  read(): Promise<Configuration>
  /** Reads, changes and writes. Of two commands at once, both changes are kept. */
  change(make: (configuration: Configuration) => Configuration): Promise<void>
}

export function openConfigurationFile(folder: string): ConfigurationFile {
  const path = join(folder, 'config.json')
  const read = async () => {
    const text = await readIfThere(path)
    if (text === undefined) return emptyConfiguration
    if (containsToken(text)) throw new Failure('configuration', ({ configuration }) => configuration.holdsToken(path))
    const configuration = parseConfiguration(text)
    if (configuration === undefined) throw new Failure('configuration', (phrases) => phrases.configuration.broken(path))
    return configuration
  }
  return {
    path,
    read,
    async change(make) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const writing = await take(`${path}.new`)
      try {
        await writing.writeFile(`${JSON.stringify(make(await read()), null, 2)}\n`)
        await writing.sync()
        await rename(`${path}.new`, path)
      } catch (error) {
        await rm(`${path}.new`, { force: true })
        throw error
      } finally {
        await writing.close()
      }
    },
  }
}

const patienceMs = 2_000
const everyMs = 20

/** The new file is also the lock: who makes it writes. One that was left behind by a crash is taken over in the end. */
async function take(path: string) {
  const giveUpAt = Date.now() + patienceMs
  for (;;) {
    try {
      return await open(path, 'wx', 0o600)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (Date.now() > giveUpAt) await rm(path, { force: true })
      await setTimeout(everyMs)
    }
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
