import { copyFileSync, lstatSync, mkdirSync, opendirSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url))
// A program of a hundred megabytes is no text that a person has written.
const largest = 4 << 20

/**
 * Copies real public packages from the registry, as npm has installed them here: so many files, in the order of their names. Ours,
 * which are links, are not among them.
 */
export function copyPackages(target: string, count: number): string[] {
  const names: string[] = []
  const walk = (below: string) => {
    const directory = opendirSync(join(packages, below))
    const entries = []
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) entries.push(entry)
    directory.closeSync()
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      if (names.length === count) return
      const name = join(below, entry.name)
      if (entry.isDirectory() && !entry.name.startsWith('.')) walk(name)
      else if (entry.isFile() && lstatSync(join(packages, name)).size <= largest) {
        mkdirSync(dirname(join(target, name)), { recursive: true })
        copyFileSync(join(packages, name), join(target, name))
        names.push(name.split(sep).join('/'))
      }
    }
  }
  walk('')
  return names
}
