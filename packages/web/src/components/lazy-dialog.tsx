import { type ComponentType, lazy, Suspense } from 'react'

const quietMs = 1_500

/**
 * A dialog whose script is not part of the first screen. It is fetched soon after that, before anyone is likely to open
 * it, so that it opens at once and also when the connection is gone by then.
 */
export function lazyDialog<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const fetched = async () => ({ default: await load() })
  const Dialog = lazy(fetched)
  // A failure here is none yet: opening the dialog tries again, and says so.
  setTimeout(() => void fetched().catch(() => {}), quietMs)
  return function LazyDialog(props: Props) {
    return (
      <Suspense fallback={null}>
        <Dialog {...props} />
      </Suspense>
    )
  }
}
