import type { ClaimRows, LockRows } from '../row-locks.ts'

// Not `for key share` for those who obey: it would let others change whatever is no key, such as a role or a name.
export const lockPostgresRows: LockRows = (select, purpose) =>
  purpose === 'obey' ? select.forShare() : select.forUpdate()

export const claimPostgresRows: ClaimRows = (select) => select.forUpdate().skipLocked()
