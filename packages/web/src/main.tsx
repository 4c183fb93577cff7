import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { whenSessionIsLost } from './api/keystead.ts'
import { startLanguage } from './i18n/language.ts'
import { startTheme } from './i18n/theme.ts'
import { createQueryClient, meQuery } from './queries/queries.ts'
import { createConsoleRouter } from './router.tsx'
import { loseSession } from './session/lost-session.ts'
import './styles.css'

const quietMs = 1_500

startTheme()
const queryClient = createQueryClient()
const router = createConsoleRouter(queryClient)

whenSessionIsLost(() => {
  // Who was never signed in is sent to sign in by the router.
  if (queryClient.getQueryData(meQuery.queryKey) === undefined) return
  if (!['/sign-in', '/invitation', '/password'].includes(router.state.location.pathname)) loseSession()
})

const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')

// Asks who is there, and fetches their page, while the phrases come.
void router.load().then(() => setTimeout(fetchOtherPages, quietMs))
await startLanguage()
createRoot(place).render(
  <StrictMode>
    {/* The server's policy lets no component write a style element; what they would hold is in styles.css. */}
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
)

/**
 * The scripts of the other pages, as those of the dialogs, come before anyone is likely to ask for them: so that they open at
 * once, and also when the connection is gone by then. A failure here is none yet.
 */
function fetchOtherPages(): void {
  for (const route of Object.values(router.routesById)) router.loadRouteChunk(route)?.catch(() => {})
}
