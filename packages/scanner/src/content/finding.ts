import type { KeyToken } from '@keystead/core/key-token'
import type { Match, Rule } from '../finders/match.ts'
import type { CellPart } from './notebook-cells.ts'

/** A secret, and where it lies. */
export type Finding = {
  readonly rule: Rule
  readonly certainty: Match['certainty']
  readonly masked: string
  readonly keyId: string | null
  readonly place: Place
  /** The same for the same secret in the same file, wherever it moves within it. Tells nothing of the secret. */
  readonly fingerprint: string
  /** The secret itself, to ask its server about: it cannot be printed by accident. */
  readonly token: KeyToken
}

export type Place = {
  /** With `/`, from where the scan began; null in what a commit itself says. */
  readonly path: string | null
  /** From 1. Null in what has no lines. */
  readonly line: number | null
  /** From 1, in UTF-16 code units, as editors count. */
  readonly column: number | null
  /** After the last character of the secret, on the line that it begins on. */
  readonly endColumn: number | null
  /** Of a notebook. */
  readonly cell: { readonly number: number; readonly part: CellPart } | null
  /** The first that brought it. */
  readonly commit: string | null
  readonly encoding: Match['encoding']
}
