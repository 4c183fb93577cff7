import { Toast } from '@base-ui/react/toast'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button, IconButton } from './Button.tsx'
import { cx } from './cx.ts'
import { Icon } from './Icon.tsx'

const manager = Toast.createToastManager()

/** Says what has been done. Never what could be a secret: it stays on the screen for whoever walks by. */
export const toast = (title: string, type: 'good' | 'danger' = 'good') => {
  manager.add({ title, type, timeout: type === 'good' ? 4_000 : 10_000, priority: type === 'good' ? 'low' : 'high' })
}

/** Says what has been done, and offers to take it back: long enough to be reached by whoever goes by the keyboard. */
export function toastWithUndo(title: string, label: string, undo: () => void): void {
  const id = manager.add({
    title,
    type: 'good',
    timeout: 15_000,
    actionProps: {
      children: label,
      onClick: () => {
        manager.close(id)
        undo()
      },
    },
  })
}

/** For what failed where there is no dialog or form to say it in. */
export const toastFailure = (words: string) => toast(words, 'danger')

export function Toaster() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="pointer-events-none fixed inset-x-4 bottom-4 z-60 flex flex-col items-end gap-2 sm:inset-x-6 sm:bottom-6">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function ToastList() {
  const { t } = useTranslation()
  const { toasts } = Toast.useToastManager()
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      // A dialog by default, which it is not: nothing is asked, and the live region around it says it.
      role="group"
      aria-modal={undefined}
      // Urgent ones are hidden by default from those who hear the page, also their button, which can be focused all the same.
      aria-hidden={false}
      swipeDirection={['right', 'down']}
      className="pointer-events-auto w-full max-w-sm rounded-lg border border-line bg-surface shadow-floating transition-[opacity,transform] duration-200 ease-out data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0 data-limited:hidden"
    >
      <Toast.Content className="flex items-center gap-2.5 py-1.5 pr-1.5 pl-3.5">
        <Icon
          name={item.type === 'danger' ? 'warning' : 'check'}
          className={cx(item.type === 'danger' ? 'text-danger' : 'text-good')}
        />
        <Toast.Title className="min-w-0 flex-1 py-1 text-sm font-medium" />
        {item.actionProps && <Toast.Action aria-hidden={false} render={<Button />} />}
        <Toast.Close aria-hidden={false} render={<IconButton icon="close" label={t('common.dismiss')} />} />
      </Toast.Content>
    </Toast.Root>
  ))
}
