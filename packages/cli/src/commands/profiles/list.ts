import type { Context } from '../../context.ts'
import { renderTable } from '../../terminal/render-table.ts'
import { answer } from '../answer.ts'

export async function listProfiles(context: Context): Promise<void> {
  const { configuration, phrases, profileName, terminal } = context
  const { profiles, profile } = await configuration.read()
  const current = profileName ?? profile
  const rows = Object.entries(profiles).map(([name, { url, credential }]) => ({
    name,
    url,
    credential,
    current: name === current,
  }))
  if (rows.length === 0 && !context.json) return terminal.say(phrases.profiles.none)
  answer(context, { profiles: rows }, () =>
    renderTable(
      terminal,
      [
        { title: phrases.profiles.name, read: ({ name }) => name },
        { title: phrases.profiles.url, read: ({ url }) => url, mayShrink: true },
        { title: phrases.profiles.credential, read: ({ credential }) => credential, mayShrink: true },
        { title: phrases.profiles.current, read: (row) => (row.current ? '*' : '') },
      ],
      rows,
    ),
  )
}
