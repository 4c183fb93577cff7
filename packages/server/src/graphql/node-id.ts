type NodeType = 'User' | 'Entity' | 'ApiKey' | 'Organization' | 'Invite'

/** The opaque ID of an object across all types, as W&B's clients have it: base64 of type and ID, `ApiKey:5Gq…`. */
export function toNodeId(type: NodeType, id: string): string {
  return Buffer.from(`${type}:${id}`).toString('base64')
}

/** The ID inside a node ID of this type. Any other text is taken as the bare ID that it may be. */
export function fromNodeId(type: NodeType, text: string): string {
  const decoded = Buffer.from(text, 'base64').toString('utf8')
  return decoded.startsWith(`${type}:`) ? decoded.slice(type.length + 1) : text
}
