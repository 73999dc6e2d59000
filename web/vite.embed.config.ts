import { defineConfig } from 'vite';

/** `/parley.js`: one classic script for other products' pages, which puts the app into a frame. Built after the app, beside it. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    emptyOutDir: false,
    lib: { entry: 'src/embed/loader.ts', name: 'ParleyLoader', formats: ['iife'], fileName: () => 'parley.js' },
  },
});
