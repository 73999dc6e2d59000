import type { Page } from 'playwright-core';

/** All that a window is told by the server from now on: answers and what comes over sockets, as text. */
export function recordNetwork(page: Page): { heard(): Promise<string> } {
  const parts: Promise<string>[] = [];
  page.on('response', (response) => {
    // An answer without a body, and one that the window has left meanwhile, says nothing.
    parts.push(response.text().catch(() => ''));
  });
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => parts.push(Promise.resolve(payload.toString())));
  });
  return { heard: async () => (await Promise.all(parts)).join('\n') };
}
