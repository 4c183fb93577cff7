import { setTimeout as pause } from 'node:timers/promises'

const roundsPerSecond = 5

type Server = { readonly url: string; readonly token: string }

/**
 * Makes a key, finds it, renames it and deletes it, five times a second for some seconds. Answers how many milliseconds each
 * of these calls took.
 */
export async function changeKeys({ url, token }: Server, seconds: number): Promise<number[]> {
  const took: number[] = []
  const call = async (method: string, path: string, body?: object) => {
    const askedAt = performance.now()
    const response = await fetch(`${url}/api/v1/keys${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`${method} of a key was answered with ${response.status}`)
    took.push(performance.now() - askedAt)
    return answer
  }
  const begun = performance.now()
  for (let round = 0; ; round += 1) {
    const dueAt = begun + (round / roundsPerSecond) * 1_000
    if (dueAt >= begun + seconds * 1_000) return took
    await pause(Math.max(0, dueAt - performance.now()))
    const { key } = (await call('POST', '', { name: `passing-${round}` })) as { key: { id: string } }
    await call('GET', `?query=${key.id}`)
    await call('PATCH', `/${key.id}`, { name: `passing-${round}, renamed` })
    await call('DELETE', `/${key.id}`)
  }
}
