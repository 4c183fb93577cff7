import type { ExplainedRefusal, KeyExplanation, KeyFinding, Refusal } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { formatTime } from '../../terminal/format-time.ts'
import { renderRecord, renderTable } from '../../terminal/render-table.ts'
import { answer } from '../answer.ts'

/** What the last refusals of a key are worth on a screen: those before are told by the console, and by the API. */
const mostRefusals = 20

type Field = readonly [title: string, text: string]

/** Why a key was refused: by the ID of one refused request, or in general by the ID of the key. */
export async function explainRefusal(context: Context, id: string): Promise<void> {
  const { keys } = await openClient(context)
  if (id.startsWith('req_')) {
    const explained = await keys.explainRefusal(id)
    return answer(context, explained, () => renderRecord(context.terminal, fieldsOfRequest(context, explained)))
  }
  const explanation = await keys.explain(id)
  const { refusals } = await keys.listRefusals(id, { limit: mostRefusals })
  answer(context, { ...explanation, refusals }, () =>
    [renderRecord(context.terminal, fieldsOfKey(context, explanation)), renderRefusals(context, refusals)].join('\n\n'),
  )
}

function fieldsOfRequest(context: Context, { requestId, at, refusal, explanation }: ExplainedRefusal): Field[] {
  const { phrases, terminal } = context
  const words = phrases.why
  const { count, demanded } = refusal
  const required = [...(demanded?.organizations ?? []), ...(demanded?.teams ?? [])].map(({ name }) => name)
  return [
    [words.request, requestId],
    [words.refused, formatTime(at, terminal.language)],
    [words.because, reasonOf(context, refusal)],
    ...(refusal.reason === 'out_of_reach' && demanded !== null
      ? [[words.required, required.length === 0 ? words.elsewhere : required.join(', ')] as const]
      : []),
    [words.from, placeOf(context, refusal)],
    ...(count > 1 ? [[words.times, timesOf(context, refusal)] as const] : []),
    ...(explanation === null ? [[words.now, words.gone] as const] : fieldsOfKey(context, explanation)),
  ]
}

function fieldsOfKey(context: Context, { key, working, findings }: KeyExplanation): Field[] {
  const words = context.phrases.why
  const state = [working ? words.works : words.refusedNow, ...findings.flatMap((one) => describe(context, one))]
  return [
    [words.key, `${key.name} (${key.id})`],
    ...state.map((text, line) => [line === 0 ? words.now : '', text] as const),
  ]
}

function renderRefusals(context: Context, refusals: readonly Refusal[]): string {
  const { phrases, terminal } = context
  const words = phrases.why
  if (refusals.length === 0) return words.nothing
  const table = renderTable(
    terminal,
    [
      { title: words.refused, read: ({ lastAt }: Refusal) => formatTime(lastAt, terminal.language) },
      { title: words.because, read: (refusal) => reasonOf(context, refusal), mayShrink: true },
      { title: words.from, read: (refusal) => placeOf(context, refusal), mayShrink: true },
      { title: words.times, read: ({ count }) => String(count) },
      { title: words.request, read: ({ lastRequestId }) => lastRequestId },
    ],
    refusals,
  )
  return terminal.columns === undefined ? table : `${words.recent}\n${table}`
}

/** A server newer than this program may know more reasons. */
function reasonOf({ phrases }: Context, { reason, code }: Refusal): string {
  const reasons: Readonly<Record<string, string>> = phrases.why.reasons
  return `${reasons[reason] ?? reason}${code === null ? '' : ` (${code})`}`
}

function placeOf({ phrases }: Context, { consumer }: Refusal): string {
  const { label, network, lastAddress, program, verifier } = consumer
  const parts = [label, lastAddress ?? network, program && [program.name, program.version, program.runtime].join(' ')]
  const place = parts.flatMap((part) => part?.trim() || []).join(', ') || phrases.why.unknownPlace
  return verifier === null ? place : `${place} (${phrases.why.checkedBy(verifier.name ?? verifier.id)})`
}

function timesOf({ phrases, terminal }: Context, { count, firstAt, lastAt }: Refusal): string {
  const at = (time: string) => formatTime(time, terminal.language)
  return phrases.why.often(String(count), at(firstAt), at(lastAt))
}

function describe({ phrases, terminal }: Context, finding: KeyFinding): string[] {
  const words = phrases.why
  const time = (text: string) => formatTime(text, terminal.language)
  switch (finding.code) {
    case 'deleted': {
      const [at, restorable] = [time(finding.at), time(finding.restorableUntil)]
      return [finding.by === null ? words.deleted(at, restorable) : words.deletedBy(finding.by.name, at, restorable)]
    }
    case 'rotated':
      return [words.rotated(finding.newKeyId, time(finding.at))]
    case 'being_rotated':
      return [words.beingRotated(finding.newKeyId, time(finding.at))]
    case 'rotation_cancelled':
      return [words.rotationCancelled(finding.oldKeyId, time(finding.at))]
    case 'leaked':
      return [words.leaked(time(finding.at))]
    case 'expired':
      return [words.expired(time(finding.at))]
    case 'disabled':
      return [
        finding.by === null ? words.disabled(time(finding.at)) : words.disabledBy(finding.by.name, time(finding.at)),
        ...(finding.until === null ? [] : [words.disabledUntil(time(finding.until))]),
      ]
    case 'was_disabled':
      return [words.wasDisabled(time(finding.at), time(finding.until))]
    case 'blocked':
      return [words.blockedIn(finding.organizations.map(({ name }) => name).join(', '))]
    case 'closed_to_personal_keys':
      return [words.closedIn(finding.organizations.map(({ name }) => name).join(', '))]
    case 'owner_gone':
      return [words.ownerGone]
    default:
      return []
  }
}
