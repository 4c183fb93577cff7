declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** The public first part of a token: 16 base62 characters, or 20 hex digits for a legacy key. Safe to show and to log. */
export type KeyId = Branded<'KeyId'>
/** `usr_` and 22 base62 characters. */
export type UserId = Branded<'UserId'>
/** `org_` and 22 base62 characters. */
export type OrganizationId = Branded<'OrganizationId'>

const keyIdShape = /^(?:[0-9A-Za-z]{16}|[0-9a-f]{20})$/

/** Whether a text from outside has the shape of a key ID. Says nothing of whether the key exists. */
export function isKeyId(text: string): text is KeyId {
  return keyIdShape.test(text)
}
