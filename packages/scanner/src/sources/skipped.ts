/** Something that was not looked at, and why. */
export type Skipped = { readonly path: string; readonly why: 'unreadable' | 'too large for vendor rules' }
