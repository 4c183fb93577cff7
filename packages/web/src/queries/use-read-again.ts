import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** The server's clock may be behind the browser's. */
const graceMs = 500
const pauseMs = 5_000
const longestMs = 3_600_000

/** Reads again what will have changed by itself at that moment, and then now and again until it has. */
export function useReadAgain(what: string, at: string | null): void {
  const client = useQueryClient()
  useEffect(() => {
    if (at === null) return
    let timer: ReturnType<typeof setTimeout>
    const wait = (least: number) => {
      const ms = Math.min(Math.max(Date.parse(at) - Date.now() + graceMs, least), longestMs)
      timer = setTimeout(() => {
        void client.invalidateQueries({ queryKey: [what] })
        wait(pauseMs)
      }, ms)
    }
    wait(graceMs)
    return () => clearTimeout(timer)
  }, [client, what, at])
}
