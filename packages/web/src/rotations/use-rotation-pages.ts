import { useNavigate, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'

/** Where the pages of rotations are: in the organization in which one is, else among one's own settings. */
export function useRotationPages(organizationName?: string) {
  const navigate = useNavigate()
  const params = useParams({ strict: false })
  const organization = organizationName ?? params.organization
  return useMemo(
    () => ({
      organization,
      show: (rotationId: string) =>
        void (organization === undefined
          ? navigate({ to: '/settings/rotations/$rotationId', params: { rotationId } })
          : navigate({
              to: '/account-settings/$organization/rotations/$rotationId',
              params: { organization, rotationId },
            })),
      list: () =>
        void (organization === undefined
          ? navigate({ to: '/settings/rotations' })
          : navigate({ to: '/account-settings/$organization/rotations', params: { organization } })),
    }),
    [organization, navigate],
  )
}
