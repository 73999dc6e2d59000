import type { Page } from 'playwright-core';

/** Requests of a window that a test lets go on when it likes, or fails. */
export type Held = { held(): number; release(): Promise<void>; fail(): Promise<void> };

/** Holds what the server answers, after it has done what it was asked for. */
export function holdAnswers(page: Page, method: string, path: string): Promise<Held> {
  return hold(page, method, path, true);
}

/** Holds requests before they reach the server. */
export function holdRequests(page: Page, method: string, path: string): Promise<Held> {
  return hold(page, method, path, false);
}

async function hold(page: Page, method: string, path: string, isDone: boolean): Promise<Held> {
  const waiting: { go(): Promise<void>; fail(): Promise<void> }[] = [];
  await page.route(
    (url) => url.pathname.includes(path),
    async (route) => {
      if (route.request().method() !== method) return route.fallback();
      const response = isDone ? await route.fetch() : undefined;
      waiting.push({
        go: () => (response ? route.fulfill({ response }) : route.fallback()),
        fail: () => route.abort(),
      });
    },
  );
  return {
    held: () => waiting.length,
    release: async () => void (await Promise.all(waiting.splice(0).map((one) => one.go()))),
    fail: async () => void (await Promise.all(waiting.splice(0).map((one) => one.fail()))),
  };
}
