import type { Finding } from '@keystead/scanner'
import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { openSecret } from '../../session/open-secret.ts'
import { askChoice, askText, askYesOrNo } from '../../terminal/ask.ts'
import { findProjectFile, nameInProjectFile, usualVariable } from '../run/project-file.ts'
import type { Ailment } from './checks/ailment.ts'

export type DoctorOptions = { readonly fix?: boolean; readonly store?: string }

type WayRound = { readonly path: string; readonly reference: string; readonly stored: boolean }

const usualReference = 'keychain:wandb/default'

/**
 * Has a project's programs get their key by the environment: `keystead.json` names where it lies, `keystead run` hands it over. A
 * key that lay open is put there, where there is but one; it is not taken out of its file, which is somebody's own.
 */
export async function setUpWayRound(
  context: Context,
  project: string,
  ailments: readonly Ailment[],
  { fix, store }: DoctorOptions,
): Promise<WayRound | undefined> {
  const { terminal, phrases } = context
  const open = ailments.flatMap((one) => (one.check === 'plain-text' ? [one] : []))
  if (open.length === 0 && !ailments.some(({ check }) => check === 'old-client')) return
  const known = (await findProjectFile(project))?.environment[usualVariable]
  if (!fix && (known !== undefined || !(await askYesOrNo(phrases.doctor.askFix)))) return
  const reference = store ?? known ?? (await chooseReference(context))
  await refuseOwnCredential(context, reference)
  const secret = await openSecret(context, reference)
  const isThere = (await secret.get()) !== undefined
  const token = isThere ? undefined : await chooseToken(context, open)
  if (token !== undefined) await secret.put(token.reveal())
  const path = await nameInProjectFile(project, usualVariable, reference)
  terminal.say(phrases.doctor.fixed(path, reference))
  if (token !== undefined) {
    const places = open.filter((one) => one.token.reveal() === token.reveal()).map(({ place }) => place)
    terminal.say(phrases.doctor.takeOut(places.join(', ')))
  } else if (!isThere) terminal.say(phrases.doctor.putKey(reference))
  return { path, reference, stored: token !== undefined }
}

async function chooseReference({ terminal, phrases }: Context): Promise<string> {
  if (!terminal.isInteractive) throw new Failure('usage', ({ failure }) => failure.needsPerson('--store keychain:…'))
  return askText(phrases.doctor.askReference, usualReference)
}

/** The key that lay open, unseen; of several, the one that the person names. */
async function chooseToken(
  { terminal, phrases }: Context,
  open: readonly { readonly token: Finding['token']; readonly key: string }[],
): Promise<Finding['token'] | undefined> {
  const different = [...new Map(open.map((one) => [one.token.reveal(), one])).values()]
  if (different.length < 2) return different[0]?.token
  if (!terminal.isInteractive) return undefined
  const choice = await askChoice(phrases.doctor.askWhich, [
    ...different.map(({ key }, index) => ({ value: String(index), label: key })),
    { value: 'none', label: phrases.doctor.noneOfThem },
  ])
  return different[Number(choice)]?.token
}

/** The key of `keystead` itself may do far more than a program should. */
async function refuseOwnCredential({ configuration }: Context, reference: string): Promise<void> {
  const { profiles } = await configuration.read()
  if (Object.values(profiles).some(({ credential }) => credential === reference)) {
    throw new Failure('configuration', ({ project }) => project.ownCredential('keystead.json'))
  }
}
