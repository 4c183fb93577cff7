import type { Me } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { renderRecord } from '../../terminal/render-table.ts'
import { answer } from '../answer.ts'

export async function showMe(context: Context): Promise<void> {
  const { configuration, environment, phrases, profileName, terminal } = context
  const me = await (await openClient(context)).me()
  const { profiles, profile: current } = await configuration.read()
  const name = profileName ?? current
  const url = environment.url ?? profiles[name]?.url ?? ''
  const isFromVariable = environment.token !== undefined
  const keptIn = isFromVariable ? null : (profiles[name]?.credential ?? null)

  answer(context, { url, profile: isFromVariable ? null : name, keptIn, ...me }, () => {
    const { whoami } = phrases
    return renderRecord(terminal, [
      ...describePrincipal(me, whoami),
      [whoami.organizations, me.organizations.map((one) => one.name).join(', ')],
      ...(me.instanceAdmin ? [[whoami.instanceAdmin, whoami.yes] as const] : []),
      [whoami.key, me.key === null ? '' : `${me.key.name} (${me.key.id})`],
      [whoami.keptIn, keptIn ?? whoami.fromVariable],
      [whoami.server, url],
      ...(isFromVariable ? [] : [[whoami.profile, name] as const]),
    ])
  })
}

function describePrincipal({ principal }: Me, words: Context['phrases']['whoami']): (readonly [string, string])[] {
  if (principal.type === 'service_account') return [[words.serviceAccount, `${principal.name} (${principal.id})`]]
  return [
    [words.user, `${principal.name} (${principal.username})`],
    [words.email, principal.email],
  ]
}
