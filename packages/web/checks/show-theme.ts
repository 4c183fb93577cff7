import type { Page } from 'playwright-core'

/** Has the page shown in a theme, and waits until it is: it hears of the change later, and colours take their time. */
export async function showTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme })
  await page.waitForFunction((theme) => {
    const isOver = ({ playState, effect }: Animation) =>
      playState !== 'running' || effect?.getTiming().iterations === Number.POSITIVE_INFINITY
    return document.documentElement.dataset.theme === theme && document.getAnimations().every(isOver)
  }, theme)
}
