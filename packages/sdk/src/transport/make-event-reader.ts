/**
 * Reads server-sent events line by line (HTML §9.2.6), and answers with an event where one is complete. `EventSource` itself
 * sends no `Authorization`, and not every runtime has one. Of line ends it knows those that servers write: LF and CRLF.
 */
export function makeEventReader(): (line: string) => { event: string; data: string } | undefined {
  let event = ''
  let data: string[] = []
  return (line) => {
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*?))?\r?$/s.exec(line) ?? []
    if (field === 'event') event = value
    if (field === 'data') data.push(value)
    if (line !== '' && line !== '\r') return undefined
    // An event without data is none.
    const read = data.length > 0 ? { event: event || 'message', data: data.join('\n') } : undefined
    event = ''
    data = []
    return read
  }
}
