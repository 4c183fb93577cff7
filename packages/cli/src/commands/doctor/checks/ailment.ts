import type { Finding } from '@keystead/scanner'

/** What a check may find. Each has its words, and its fix, in both languages. */
export type Ailment =
  | { readonly check: 'plain-text'; readonly place: string; readonly key: string; readonly token: Finding['token'] }
  | { readonly check: 'shell-history'; readonly place: string; readonly key: string; readonly shell: string }
  | { readonly check: 'env-under-git'; readonly place: string }
  | { readonly check: 'process-list'; readonly place: string; readonly key: string; readonly program: string }
  | ({ readonly check: 'old-client'; readonly place: string } & OldClient)

export type OldClient = {
  readonly package: string
  readonly version: string
  /** The first version that takes long keys; null where none does yet. */
  readonly needed: string | null
  /** The command that brings it. */
  readonly upgrade: string | null
}

/** Where to look. */
export type Scene = {
  readonly home: string
  readonly project: string
  /** What the environment says of where Python is: a virtual environment, or conda's. */
  readonly prefixes: readonly string[]
  /** Where the system tells of its processes; elsewhere than on Linux there is no such place. */
  readonly processes: string
}

export type Check = (scene: Scene) => Promise<readonly Ailment[]>
