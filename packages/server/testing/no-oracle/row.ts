import type { Asker, Kind, Place } from './thing.ts'

/** A part of a request that names things. */
export type Reference = {
  readonly asks: readonly [Kind, ...Kind[]]
  /** In every request of the route, with the name of something that belongs to the place that is asked about. */
  readonly always?: true
  /** Given in the stead of another that is always given. */
  readonly insteadOf?: string
  /** By this nobody is told anything, whoever they are: there is no answer that could be held against theirs. */
  readonly toldToNobody?: readonly Kind[]
  /** How the reference stands in its part of the request, the usual way first; left out, as it is. */
  readonly forms?: readonly ((reference: string) => unknown)[]
}

/** A part of a request that names nothing that could be there or not. */
export type NoReference = {
  readonly why: string
  /** Given in every request, so that it gets as far as the references. A function: by the place that is asked about. */
  readonly value?: unknown
}

export type Part = Reference | NoReference

/** Where it was decided that an answer does tell. */
type Exception = {
  readonly part: string
  readonly kind: Kind
  /** Whom it tells. */
  readonly askers: readonly Asker[]
  /** Why it must, and why that is little. */
  readonly why: string
}

/**
 * What there is to ask of one route or field. Parts are named by their place: `path.team`, `query.owner`, `body.user`,
 * `header.idempotency-key`; for GraphQL by the argument, `input.id`.
 */
export type Row = {
  readonly parts: Readonly<Record<string, Part>>
  /** Where no part names anything: why there is nothing to ask. */
  readonly why?: string
  /** Whether an answer may hold something new, with an ID of its own. */
  readonly makes?: true
  readonly exceptions?: readonly Exception[]
  /** For GraphQL: the document, to which the arguments are variables. */
  readonly document?: string
}

export const valueIn = ({ value }: NoReference, place: Place): unknown =>
  typeof value === 'function' ? value(place) : value

export const formsOf = ({ forms = [(text) => text] }: Reference) => forms

export const isReference = (part: Part): part is Reference => 'asks' in part
