import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { codeSplitting } from './vite.chunks.ts';

const server = process.env.PARLEY_URL ?? 'http://localhost:3007';

/**
 * The web app as files that a strict Content-Security-Policy lets through: no inline script, no inline style, and no
 * `data:` addresses. `PARLEY_URL` is the server that the development server forwards to.
 */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  resolve: {
    // React has had it since 18; what stands in for it in older ones is not sent along.
    alias: { 'use-sync-external-store/shim/with-selector': 'use-sync-external-store/with-selector' },
  },
  build: {
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'], // those with light-dark()
    modulePreload: {
      polyfill: false,
      // What every page has is there already when another part is asked for.
      resolveDependencies: (_, files, { hostType }) =>
        hostType === 'html' ? files : files.filter((file) => !/\/(libraries|rolldown-runtime|base)-[^/]+$/.test(file)),
    },
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 600,
    rolldownOptions: { output: { codeSplitting } },
  },
  server: {
    proxy: {
      ...Object.fromEntries(['/api', '/dev', '/auth'].map((path) => [path, { target: server }])),
      '/socket.io': { target: server, ws: true },
    },
  },
});
