import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { buildChecks, precompress } from './build-checks.ts'

const server = process.env.LOA_API ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: join(import.meta.dirname, 'console'),
  plugins: [react(), buildChecks(), precompress()],
  build: {
    outDir: join(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    // Chrome 103 and the Firefox of long support: the oldest browsers in the offices.
    target: ['chrome103', 'firefox115'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    proxy: { '/api': server, '/x': server, '/g': server, '/sign-in/demo': server },
  },
})
