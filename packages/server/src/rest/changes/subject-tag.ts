import { hash } from 'node:crypto'

/**
 * What stands for a key, an account, an organization or a team in the stream of changes: who knows the ID can tell that it
 * is meant, and who does not learns nothing of it. The first 12 characters of the base64url SHA-256 of the ID.
 */
export function subjectTag(id: string): string {
  return hash('sha256', id, 'base64url').slice(0, 12)
}
