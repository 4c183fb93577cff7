import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * What axe finds wrong with what is shown now. By all of its rules, unless by some.
 *
 * Left out are the focus guards of Base UI's menus: empty elements at both ends, hidden from screen readers, that hand
 * the keyboard on in the moment it reaches them. axe sees only that they can be focused; that they never keep the
 * focus is a test of its own in `e2e/console`.
 */
export async function findViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    // No page of the console holds another document, for which axe would open a page of its own each time.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .exclude('[data-base-ui-focus-guard]')
  const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze()
  return violations.map(({ id, nodes }) => {
    const places = nodes.map(({ html, failureSummary }) => `${html} ${failureSummary?.split('\n')[1]}`)
    return `${id}: ${places.slice(0, 3).join(' | ')}`
  })
}
