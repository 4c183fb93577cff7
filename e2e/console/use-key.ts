import { expect } from 'vitest'
import type { Stage } from './open-stage.ts'

/** Uses a key as a program does, and waits until that is written down. */
export async function useKey(
  { server }: Stage,
  token: string,
  { label, userAgent }: { readonly label: string; readonly userAgent: string },
): Promise<void> {
  const seen = () => server.count('select coalesce(sum(uses), 0) from consumers')
  const before = seen()
  const headers = { authorization: `Bearer ${token}`, 'user-agent': userAgent, 'x-keystead-client': label }
  expect((await fetch(`${server.origin}/api/v1/me`, { headers })).status).toBe(200)
  await expect.poll(seen, { timeout: 10_000 }).toBeGreaterThan(before)
}
