import type { Ask } from '../model/ask.ts'
import type { Organization } from '../model/world.ts'
import type { Drawer } from './draw-input.ts'

/** An action that was done, as the table foretold it: all that its row needs is there. */
export type Done = { readonly [Field in keyof Ask]: NonNullable<Ask[Field]> } & {
  /** The answer: what the server alone could choose, such as IDs, is learned from it. */
  learn(...path: readonly string[]): string
  /** Expects an event in the trail of each of these, or where there is none, in that of the instance. */
  note(action: string, organizations: readonly Organization[], target: string): void
  /** Expects a refusal in the trail. */
  noteRefusal(action: string, code: string): void
}

export type Action = {
  /** Method and path; each `:part` is an input. What else is put in goes into the body, or the query of a GET or DELETE. */
  readonly door: string
  readonly takes: Readonly<Record<string, Drawer>>
  /** The body, of what is put into it; left out, just that. */
  body?(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
  /** How the trail calls it. A refusal is remembered, too; left out, it changes nothing. */
  readonly recorded?: string
  /** Sent without credentials. */
  readonly anonymous?: true
  /** Read page by page, as far as there are pages: the field of the answer that holds the list. */
  readonly lists?: string
  /** What is compared of each item of a list; left out, all that is foretold. */
  shows?(item: unknown): unknown
  /** Of an action that can be done in ways which are as good as different outcomes: in which of them. */
  ends?(ask: Ask): string
  /** How often it is drawn, beside the others; left out, 2. */
  readonly weight?: number
  /** Changes the world as the server must have changed its own, and answers the body that it must have answered. */
  does(done: Done): unknown
}
