import './styles.ts'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startI18n } from './i18n.ts'
import { queries } from './queries.ts'
import { router } from './router.tsx'
import { keptScheme, lightOnPaper } from './scheme.ts'
import { restoreTextSize } from './text-size.ts'
import { theme, variables } from './theme.ts'

restoreTextSize()
lightOnPaper()
await startI18n()
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="light"
      colorSchemeManager={keptScheme}
    >
      <Notifications position="bottom-left" limit={3} />
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
