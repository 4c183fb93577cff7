import type { KeysteadClient } from '@keystead/sdk'
import type { Phrases } from '../../phrases/en.ts'

export type PlainName = keyof Phrases['plain']['about']
export type PlainOption = keyof Phrases['plain']['options']

/** What was given for the options, by their names as programs have them. */
export type PlainValues = Readonly<Record<string, string | undefined>>

/** A command that asks the API one thing and shows the answer as it is. */
export type PlainCommand = {
  /** Noun and verb. */
  readonly name: PlainName
  readonly args: readonly `<${string}>`[]
  readonly options?: readonly PlainOption[]
  /** Whether something is lost by it: then it asks first. Programs say `--yes`. */
  readonly isLoss?: boolean
  readonly ask: (client: KeysteadClient, args: readonly string[], values: PlainValues) => Promise<unknown>
}
