export type * from './api/api.ts'
export { createKeysteadClient, type KeysteadClient, type KeysteadClientOptions } from './create-keystead-client.ts'
export type { GuardOptions, KeyVerifier } from './guard/check-request.ts'
export { isKeysteadError, KeysteadError, type KeysteadErrorCode } from './keystead-error.ts'
export {
  type RememberedClient,
  type RememberingVerifier,
  type RememberOptions,
  rememberVerifications,
} from './memory/remember-verifications.ts'
export type { CallOptions, CreateOptions } from './transport/make-caller.ts'
export {
  type VerifyWebhookOptions,
  verifyWebhook,
  type WebhookEvent,
  type WebhookHeaders,
  type WebhookRefusal,
  WebhookVerificationError,
} from './webhooks/verify-webhook.ts'
