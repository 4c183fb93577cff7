import { useEffect, useState } from 'react'
import { useFormat } from '../i18n/use-format.ts'

const daySeconds = 86_400

/** How long it is until then, second by second; for more than a day, in days. */
export function Countdown({ label, to }: { readonly label: string; readonly to: string }) {
  const format = useFormat()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(Math.ceil((Date.parse(to) - now) / 1_000), 0)
  // A timer by its role: it is there to be read, and not said anew with each second.
  return (
    <span className="whitespace-nowrap">
      {label}{' '}
      <span role="timer" aria-label={label} className="font-medium tabular-nums">
        {seconds >= daySeconds ? format.distance(to, now) : toClock(seconds)}
      </span>
    </span>
  )
}

function toClock(seconds: number): string {
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0')
  const minutesAndSeconds = `${two((seconds / 60) % 60)}:${two(seconds % 60)}`
  return seconds < 3_600 ? minutesAndSeconds : `${Math.floor(seconds / 3_600)}:${minutesAndSeconds}`
}
