import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { Context } from '../../context.ts'
import { exitCodes } from '../../exit-codes.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { answer } from '../answer.ts'
import { findProjectFile, usualVariable } from '../run/project-file.ts'
import type { Ailment, Check, Scene } from './checks/ailment.ts'
import { findEnvUnderGit } from './checks/env-under-git.ts'
import { findOldClients } from './checks/old-clients.ts'
import { findPlainTextKeys } from './checks/plain-text-keys.ts'
import { findKeysInProcessList } from './checks/process-arguments.ts'
import { findKeysInHistory } from './checks/shell-history.ts'
import { type DoctorOptions, setUpWayRound } from './set-up-way-round.ts'

const checks: readonly Check[] = [
  findPlainTextKeys,
  findKeysInHistory,
  findEnvUnderGit,
  findKeysInProcessList,
  findOldClients,
]

/** Holds this machine and project against the advice on keys: what is wrong, where, and what mends it. */
export async function examine(context: Context, path: string | undefined, options: DoctorOptions): Promise<number> {
  const { phrases, terminal } = context
  const project = resolve(path ?? '.')
  const known = (await findProjectFile(project))?.environment[usualVariable]
  // Who gets the key by the environment is not asked for its length.
  const ailments = (await findAilments(context, project)).filter(
    ({ check }) => check !== 'old-client' || known === undefined,
  )
  const told = ailments.map(({ token: _, ...ailment }: Ailment & { token?: unknown }) => ({
    ...ailment,
    ...tell(ailment as Ailment, phrases.doctor),
  }))
  const wayRound = context.json && options.fix ? await setUpWayRound(context, project, ailments, options) : undefined
  if (context.json || told.length > 0) {
    answer(context, { ailments: told, ...(wayRound && { wayRound }) }, () =>
      told
        .map(({ place, problem, fix }) => `${terminal.style('bold', cleanText(place))}\n  ${problem}\n  ${fix}`)
        .join('\n\n'),
    )
  }
  if (!context.json) {
    if (told.length === 0) terminal.say(phrases.doctor.well)
    if (options.fix || terminal.isInteractive) await setUpWayRound(context, project, ailments, options)
  }
  return told.length === 0 ? exitCodes.done : exitCodes.found
}

async function findAilments(context: Context, project: string): Promise<readonly Ailment[]> {
  const { VIRTUAL_ENV, CONDA_PREFIX } = context.environment.inherited
  const scene: Scene = {
    home: homedir(),
    project,
    prefixes: [VIRTUAL_ENV, CONDA_PREFIX].filter((prefix) => prefix !== undefined && prefix !== '') as string[],
    processes: '/proc',
  }
  const found = (await Promise.all(checks.map((check) => check(scene)))).flat()
  // An environment may be both the project's and the one in use.
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}

function tell(
  ailment: Ailment,
  words: Context['phrases']['doctor'],
): { readonly problem: string; readonly fix: string } {
  switch (ailment.check) {
    case 'plain-text':
      return { problem: words.plainText(ailment.key), fix: words.plainTextFix }
    case 'shell-history':
      return { problem: words.history(ailment.key, ailment.shell), fix: words.historyFix }
    case 'env-under-git':
      return { problem: words.env, fix: words.envFix(`'${ailment.place.replaceAll("'", `'\\''`)}'`) }
    case 'process-list':
      return { problem: words.process(cleanText(ailment.program), ailment.place, ailment.key), fix: words.processFix }
    case 'old-client': {
      const { package: name, version, needed, upgrade } = ailment
      if (needed === null || upgrade === null) return { problem: words.npm(name, version), fix: words.wayRound }
      return { problem: words.old(name, version, needed), fix: words.oldFix(upgrade) }
    }
  }
}
