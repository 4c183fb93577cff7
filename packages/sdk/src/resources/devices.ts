import type {
  DeviceAuthorizationDecision,
  DeviceAuthorizationPreviewRequest,
  DeviceKeyClaim,
  NewDeviceAuthorization,
} from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'

/** Signing a program in by a person's console, as RFC 8628 has it. The first two need no credentials. */
export function devicesOf({ call }: Caller) {
  return {
    /** Answers with a code for the person, and one for {@link claim}. */
    begin: (authorization: NewDeviceAuthorization, options?: CallOptions) =>
      call('beginDeviceAuthorization', { body: authorization }, options),
    /**
     * The key, once the person has said yes. Until then it fails with `AUTHORIZATION_PENDING`: wait, and ask again; with
     * `TOO_MANY_ATTEMPTS` where it was asked too soon; in the end with `AUTHORIZATION_DENIED` or `DEVICE_CODE_INVALID`.
     */
    claim: (claim: DeviceKeyClaim, options?: CallOptions) => call('claimDeviceKey', { body: claim }, options),
    /** Which program shows this code. Fails with `USER_CODE_INVALID`. */
    preview: (request: DeviceAuthorizationPreviewRequest, options?: CallOptions) =>
      call('previewDeviceAuthorization', { body: request }, options),
    /** Lets it have a key of the caller's, or not: from a session alone. Fails with `USER_CODE_INVALID`. */
    decide: (decision: DeviceAuthorizationDecision, options?: CallOptions) =>
      call('decideDeviceAuthorization', { body: decision }, options),
  }
}
