import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useRotationPages } from './use-rotation-pages.ts'

const look = 'font-medium break-words text-accent underline-offset-2 hover:underline'

type To = { readonly id: string; readonly children: ReactNode }

/** To the page of a rotation, among those where one is. */
export function RotationLink({ id: rotationId, children }: To) {
  const { organization } = useRotationPages()
  return organization === undefined ? (
    <Link to="/settings/rotations/$rotationId" params={{ rotationId }} className={look}>
      {children}
    </Link>
  ) : (
    <Link
      to="/account-settings/$organization/rotations/$rotationId"
      params={{ organization, rotationId }}
      className={look}
    >
      {children}
    </Link>
  )
}

/** To the page of one of its keys. */
export function KeyPageLink({ id: keyId, children }: To) {
  const { organization } = useRotationPages()
  return organization === undefined ? (
    <Link to="/settings/api-keys/$keyId" params={{ keyId }} className={look}>
      {children}
    </Link>
  ) : (
    <Link to="/account-settings/$organization/api-keys/$keyId" params={{ organization, keyId }} className={look}>
      {children}
    </Link>
  )
}
