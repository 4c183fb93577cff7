// What the name of a migration ends with when releases that are older may go on with what it leaves.
const sinceShape = /_since_(\d{4})$/

/**
 * Whether a release may work on a database in which a newer one has done this migration. The newer release knows that, and
 * says so by the name, which is all that an older one can read of it: `0012_consumers_since_0011` leaves everything as those
 * need it who know 0011. So the nodes of one release go on while those of the next start beside them.
 */
export function isTolerable(unknownMigration: string, newestKnown: string): boolean {
  const [, oldestRelease] = sinceShape.exec(unknownMigration) ?? []
  return oldestRelease !== undefined && oldestRelease <= newestKnown.slice(0, oldestRelease.length)
}
