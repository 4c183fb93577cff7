import type { ApiKey } from '@keystead/sdk'
import { useMemo } from 'react'
import { useReadAgain } from '../queries/use-read-again.ts'

/** Reads keys again when the first of them returns from its brown-out. */
export function useKeyReturns(items: readonly ApiKey[]): void {
  const first = useMemo(
    () =>
      items
        .flatMap(({ disabled }) => disabled?.until ?? [])
        .sort()
        .at(0) ?? null,
    [items],
  )
  useReadAgain('keys', first)
}
