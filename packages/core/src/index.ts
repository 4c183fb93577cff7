// The public face of the domain. What is not here is an internal of core.

export type { KeyVisibility } from './access/key-visibility.ts'
export * from './access/principal.ts'
export { type Bootstrapped, type BootstrapRequest, bootstrap } from './accounts/bootstrap.ts'
export * from './errors.ts'
export * from './identifiers.ts'
export type { Instance, TokenSettings } from './instance.ts'
export { type CreatedKey, type CreateKeyRequest, createKey } from './keys/create-key.ts'
export { deleteKey } from './keys/delete-key.ts'
export { deleteKeys, type KeyDeletion } from './keys/delete-keys.ts'
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
export { renameKey } from './keys/rename-key.ts'
export { resolveVerificationDemand, type VerificationRequest } from './keys/resolve-verification-demand.ts'
export * from './model/account.ts'
export * from './model/api-key.ts'
export * from './model/policies.ts'
export { changePolicies } from './policies/change-policies.ts'
export { getPolicies } from './policies/get-policies.ts'
export { previewEnforcement } from './policies/preview-enforcement.ts'
export type { Clock } from './ports/clock.ts'
export type * from './ports/store.ts'
export { decoyDigest, digestsEqual, digestToken, type KeyDigest } from './token/digest-token.ts'
export { KeyToken } from './token/key-token.ts'
export { containsToken, type ParsedToken, parseToken, redactTokens } from './token/parse-token.ts'
export { makePepper, type Pepper, Peppers, pepperBytes, pepperCheckValue } from './token/pepper.ts'
export type { Randomness } from './token/randomness.ts'
export { isTokenPrefix, type TokenFormat } from './token/token-format.ts'
