import type { ClientDetails } from '@keystead/core'

const longestDetail = 512

/** The same client, without what would take room of everybody: strangers say what they like of themselves. */
export function shortenClient(client: ClientDetails): ClientDetails {
  return isLong(client) ? shorten(client) : client
}

function isLong({ ip, userAgent, label }: ClientDetails): boolean {
  return (
    (ip !== undefined && ip.length > longestDetail) ||
    (userAgent !== undefined && userAgent.length > longestDetail) ||
    (label !== undefined && label.length > longestDetail)
  )
}

function shorten(client: ClientDetails): ClientDetails {
  return { ...client, ip: cut(client.ip), userAgent: cut(client.userAgent), label: cut(client.label) }
}

/** Put together anew: a part of a text keeps the whole text in memory. */
function cut(text: string | undefined): string | undefined {
  return text === undefined || text.length <= longestDetail ? text : [...text.slice(0, longestDetail)].join('')
}
