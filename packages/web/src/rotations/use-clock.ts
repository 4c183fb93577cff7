import { useEffect, useReducer } from 'react'

const tickMs = 30_000

/** Renders anew every now and then: “2 minutes ago” is true for a minute. */
export function useClock(): void {
  const [, tick] = useReducer((ticks: number) => ticks + 1, 0)
  useEffect(() => {
    const timer = setInterval(tick, tickMs)
    return () => clearInterval(timer)
  }, [])
}
