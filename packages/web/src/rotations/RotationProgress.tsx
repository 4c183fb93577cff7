import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { RotationState } from './RotationState.tsx'
import { type LiveRotation, mayNeedOldKey } from './rotation-state.ts'

/** The answer at a glance: how many have moved, what that means, and what is left in doubt. */
export function RotationProgress({ rotation }: { readonly rotation: LiveRotation }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { progress } = rotation
  const headline =
    progress.total === 0
      ? t('rotations.progress.nobody')
      : t('rotations.progress.moved', {
          count: progress.total,
          moved: format.count(progress.moved),
          formatted: format.count(progress.total),
        })
  return (
    <section aria-labelledby="rotation-progress" className="flex flex-col gap-3 px-5 py-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="rotation-progress" className="text-xl font-semibold tracking-tight">
          <span role="status">{headline}</span>
        </h2>
        <RotationState state={rotation.state} />
      </div>
      <Bar rotation={rotation} label={headline} />
      <p className="text-sm">
        <Verdict rotation={rotation} />
      </p>
      {!progress.proven && <Doubts rotation={rotation} />}
    </section>
  )
}

/** Those that have moved, those on the way, those that have not begun: one piece each, told apart by more than their colour. */
function Bar({ rotation: { progress }, label }: { readonly rotation: LiveRotation; readonly label: string }) {
  const total = Math.max(1, progress.total)
  const settling = progress.consumers.filter(({ state }) => state === 'settling').length
  const width = 400
  const moved = (progress.moved / total) * width
  return (
    <svg
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={progress.total}
      aria-valuenow={progress.moved}
      aria-valuetext={label}
      viewBox={`0 0 ${width} 10`}
      preserveAspectRatio="none"
      className="h-2.5 w-full overflow-hidden rounded-full bg-sunken ring-1 ring-line"
    >
      <rect width={moved} height="10" className="fill-accent" />
      <rect x={moved} width={(settling / total) * width} height="10" className="fill-accent opacity-35" />
    </svg>
  )
}

function Verdict({ rotation }: { readonly rotation: LiveRotation }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { progress, completion } = rotation
  const needed = progress.consumers.filter(mayNeedOldKey).length
  if (progress.proven) return t('rotations.progress.proven')
  if (progress.doubts.includes('new_key_unseen')) return t('rotations.progress.unseen')
  if (progress.ready) return t(`rotations.progress.${completion === 'automatic' ? 'readyAutomatic' : 'ready'}`)
  return needed > 0
    ? t('rotations.progress.needed', { count: needed, formatted: format.count(needed) })
    : t('rotations.progress.unexplained')
}

function Doubts({ rotation: { progress } }: { readonly rotation: LiveRotation }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="text-xs text-ink-muted">
      <p>{t('rotations.progress.doubts')}</p>
      <ul className="my-1 list-disc pl-5">
        {progress.doubts.map((doubt) => (
          <li key={doubt}>{t(`rotations.progress.doubt.${doubt}`)}</li>
        ))}
      </ul>
      <p>
        {progress.provenFrom === null
          ? t('rotations.progress.provenUnknown')
          : t('rotations.progress.provenFrom', { date: format.day(progress.provenFrom) })}
      </p>
    </div>
  )
}
