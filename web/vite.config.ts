import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.PARLEY_URL ?? 'http://localhost:3007';

/**
 * The web app as files that a strict Content-Security-Policy lets through: no inline script, no inline style, and no
 * `data:` addresses. `PARLEY_URL` is the server that the development server forwards to.
 */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  build: {
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'], // those with light-dark()
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        // What every page needs comes in two files, which compress better than twenty; the libraries' changes with them only.
        codeSplitting: {
          // The SDK comes when somebody signs in: what the frame shares with it does not bring it along.
          includeDependenciesRecursively: false,
          groups: [
            { name: 'libraries', tags: ['$initial'], test: /node_modules/, priority: 2 },
            { name: 'base', tags: ['$initial'], test: /\/web\//, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      ...Object.fromEntries(['/api', '/dev', '/auth'].map((path) => [path, { target: server }])),
      '/socket.io': { target: server, ws: true },
    },
  },
});
