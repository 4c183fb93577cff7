import type { PolicyChanges } from '@keystead/sdk'
import { Failure } from '../../failure.ts'
import { parseExpiry, parseSpan } from '../keys/parse-expiry.ts'
import type { PlainOption } from './plain-command.ts'

const onOrOff = '<on|off>'
const span = '<span>'

/** Each option of the plain commands, as the parser has it. What it does is said by the phrases. */
export const plainOptions: Readonly<Record<PlainOption, string>> = {
  minutes: '--minutes <number>',
  role: '--role <admin|member|viewer|billing_admin>',
  teamRole: '--team-role <admin|member>',
  team: '--team <name>',
  defaultTeam: '--default-team <name>',
  verifier: `--verifier ${onOrOff}`,
  name: '--name <name>',
  username: '--username <name>',
  admin: '--admin <user>',
  instanceAdmin: `--instance-admin ${onOrOff}`,
  organization: '--organization <name>',
  url: '--url <address>',
  events: '--events <types>',
  description: '--description <text>',
  enabled: `--enabled ${onOrOff}`,
  completion: '--completion <manual|automatic>',
  deadline: '--deadline <when>',
  then: '--then <alert|extend|revoke>',
  keyCreation: `--key-creation ${onOrOff}`,
  viewerKeyCreation: `--viewer-key-creation ${onOrOff}`,
  teamServiceAccounts: `--team-service-accounts ${onOrOff}`,
  enforce: `--enforce ${onOrOff}`,
  confirmation: '--confirmation <name>',
  maximumLifetime: `--maximum-lifetime ${span}`,
  onLeak: '--on-leak <alert|disable|rotate>',
  leakGrace: `--leak-grace ${span}`,
  query: '--query <text>',
}

/** Fails with a `Failure` for anything else than on and off. */
export function readSwitch(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined
  if (text !== 'on' && text !== 'off') throw new Failure('usage', ({ plain }) => plain.onOrOff)
  return text === 'on'
}

export function readWords(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map((word) => word.trim())
}

/** One of several words that the parser has named; anything else is refused by the server. */
export const readWord = <Word extends string>(text: string | undefined) => text as Word | undefined

export function readMinutes(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Failure('usage', ({ plain }) => plain.noNumber)
  return Number(text)
}

export function readDeadline(deadline: string | undefined, then = 'alert') {
  if (deadline === undefined) return undefined
  if (deadline === 'none') return null
  if (then !== 'alert' && then !== 'extend' && then !== 'revoke') throw new Failure('usage', ({ keys }) => keys.badThen)
  return { at: parseExpiry(deadline, Date.now()), then } as const
}

/** `none` for no limit at all. */
export function readSeconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseSpan(text) / 1_000
}

/** What is allowed is *on*; the API asks for what is not. */
export function readPolicies(values: Readonly<Record<string, string | undefined>>): PolicyChanges {
  const { keyCreation, viewerKeyCreation, teamServiceAccounts, enforce, maximumLifetime, onLeak, leakGrace } = values
  const forbids = (text: string | undefined) => {
    const isOn = readSwitch(text)
    return isOn === undefined ? undefined : !isOn
  }
  return {
    disableKeyCreation: forbids(keyCreation),
    disableViewerKeyCreation: forbids(viewerKeyCreation),
    disableTeamServiceAccountCreation: forbids(teamServiceAccounts),
    enforceOrganizationKeys: readSwitch(enforce),
    confirmation: values.confirmation,
    maximumKeyLifetimeSeconds: maximumLifetime === 'none' ? null : readSeconds(maximumLifetime),
    onLeak: readWord(onLeak),
    leakGraceSeconds: readSeconds(leakGrace),
  }
}
