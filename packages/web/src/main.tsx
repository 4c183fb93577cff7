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
import './styles.css'

startTheme()
const queryClient = createQueryClient()
const router = createConsoleRouter(queryClient)

whenSessionIsLost(() => {
  // Who was never signed in is sent to sign in by the router.
  if (queryClient.getQueryData(meQuery.queryKey) === undefined) return
  const { pathname, href } = router.state.location
  if (['/sign-in', '/invitation', '/password'].includes(pathname)) return
  void router.navigate({ to: '/sign-in', search: { returnTo: href, reason: 'ended' } }).then(() => {
    if (router.state.location.pathname === '/sign-in') queryClient.clear()
  })
})

const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')

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
