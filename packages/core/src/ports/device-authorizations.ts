import type { SessionId } from '../identifiers.ts'
import type { DeviceAuthorization } from '../model/device-authorization.ts'
import type { KeyDigest } from '../token/digest-token.ts'

export type StoredDeviceAuthorization = DeviceAuthorization & {
  /** Of the code that the program holds. */
  readonly digest: KeyDigest
  readonly pepperVersion: number
  /** Stands for the code that the person types, which is not stored. */
  readonly userCodeName: string
}

export interface DeviceAuthorizationReader {
  findDeviceAuthorization(id: string): Promise<StoredDeviceAuthorization | undefined>
  findDeviceAuthorizationByCode(userCodeName: string): Promise<StoredDeviceAuthorization | undefined>
}

export interface DeviceAuthorizationWriter {
  /** Forgets those that had expired when this one was made. False where the code of another one has the same name. */
  insertDeviceAuthorization(authorization: StoredDeviceAuthorization): Promise<boolean>
  /** Whether this was the one that decided: what is decided stays. */
  decideDeviceAuthorization(id: string, decision: 'denied' | { readonly approvedBy: SessionId }): Promise<boolean>
}
