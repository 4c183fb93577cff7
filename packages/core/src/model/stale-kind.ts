/**
 * Why a key may be one too many: never used since it was made; not for so many days, although it is older than that; about to
 * expire; or of a user who belongs to nothing any more that it could reach.
 */
export const staleKinds = ['never_used', 'unused_30d', 'unused_90d', 'unused_365d', 'expiring', 'owner_gone'] as const
export type StaleKind = (typeof staleKinds)[number]
