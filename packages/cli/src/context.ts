import type { ConfigurationFile } from './configuration/configuration-file.ts'
import type { Environment } from './environment.ts'
import type { Phrases } from './phrases/en.ts'
import type { Terminal } from './terminal/terminal.ts'

/** All that a command works with. */
export type Context = {
  readonly environment: Environment
  readonly terminal: Terminal
  readonly phrases: Phrases
  readonly configuration: ConfigurationFile
  /** As `--profile` or `KEYSTEAD_PROFILE` name it; undefined where the configuration's own counts. */
  readonly profileName: string | undefined
  /** Whether the answer is for a program. */
  readonly json: boolean
}
