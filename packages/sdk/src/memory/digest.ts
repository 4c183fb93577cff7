/** The base64url SHA-256 of a text. */
export async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] ?? '')
}

/** What the stream of changes calls a key, an account, an organization or a team. */
export const subjectTag = async (id: string) => (await digest(id)).slice(0, 12)
