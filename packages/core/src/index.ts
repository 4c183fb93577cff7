// The public face of the domain. What is not here is an internal of core.

export type { KeyVisibility } from './access/key-visibility.ts'
export * from './access/principal.ts'
export * from './accounts/account.ts'
export { type Bootstrapped, type BootstrapRequest, bootstrap } from './accounts/bootstrap.ts'
export * from './errors.ts'
export * from './identifiers.ts'
export type { Instance, TokenSettings } from './instance.ts'
export * from './keys/api-key.ts'
export { type CreatedKey, type CreateKeyRequest, createKey } from './keys/create-key.ts'
export { deleteKey } from './keys/delete-key.ts'
export { deleteKeys, type KeyDeletion } from './keys/delete-keys.ts'
export { decoyDigest, digestsEqual, digestToken, type KeyDigest } from './keys/digest-token.ts'
export {
  evaluateVerification,
  type RefusalReason,
  refuse,
  type Verification,
  type VerificationDemand,
} from './keys/evaluate-verification.ts'
export { defaultPageSize, type FindKeysRequest, findKeys, type KeyPage, largestPageSize } from './keys/find-keys.ts'
export { getKey } from './keys/get-key.ts'
export { creationMemoryMs, tokenReplayMs } from './keys/idempotent-creation.ts'
export { KeyToken } from './keys/key-token.ts'
export { containsToken, type ParsedToken, parseToken, redactTokens } from './keys/parse-token.ts'
export { makePepper, type Pepper, Peppers, pepperBytes, pepperCheckValue } from './keys/pepper.ts'
export { renameKey } from './keys/rename-key.ts'
export { resolveVerificationDemand, type VerificationRequest } from './keys/resolve-verification-demand.ts'
export { isTokenPrefix, type TokenFormat } from './keys/token-format.ts'
export type { Clock } from './ports/clock.ts'
export type { Randomness } from './ports/randomness.ts'
export type * from './ports/store.ts'
