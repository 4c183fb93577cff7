import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { mockApi } from './mock-api/vite-plugin.ts'

/**
 * The console is static files: `index.html` for every address, and hashed assets under `/assets/`. What is built obeys
 * the server's policy (no inline script, no inline style); the development server needs both, and sets no policy.
 */
export default defineConfig(({ command, isPreview }) => ({
  plugins: [react(), tailwindcss(), ...(command === 'serve' || isPreview ? [mockApi()] : [])],
  build: {
    target: 'es2023',
    // Smaller than this, Vite writes assets into the script as `data:` addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What most pages need is one file: cut up by who else needs a part of it, it compresses worse.
          groups: [
            { name: 'shared', test: /node_modules/, minShareCount: 20 },
            { name: 'common', test: /\/packages\/(?:web|sdk)\/src\//, minShareCount: 20 },
          ],
        },
      },
    },
  },
}))
