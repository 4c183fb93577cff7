/** Asks a server whether a token is good, in the name of the caller. */
export async function verifyToken(url: string, caller: string, token: string): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/verify`, {
    method: 'POST',
    headers: { authorization: `Bearer ${caller}`, 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (!response.ok) throw new Error(`${url} could not verify: ${response.status}`)
  return ((await response.json()) as { valid: boolean }).valid
}
