import type { Page } from 'playwright-core';

/** Requests of a window that a test lets go on when it likes, or fails. */
export type Held = {
  /** How many there were so far, whatever became of them. */
  asked(): number;
  /** How many wait now. */
  held(): number;
  release(): Promise<void>;
  fail(): Promise<void>;
};

/** Holds what the server answers, after it has done what it was asked for. */
export function holdAnswers(page: Page, method: string, path: string): Promise<Held> {
  return hold(page, method, path, true);
}

/** Holds requests before they reach the server. */
export function holdRequests(page: Page, method: string, path: string): Promise<Held> {
  return hold(page, method, path, false);
}

/** Ends when every request that a window has made so far was counted: one that comes after them is answered. */
export async function settleRequests(page: Page): Promise<void> {
  await page.evaluate(async () => void (await fetch('/health/live')));
}

async function hold(page: Page, method: string, path: string, isDone: boolean): Promise<Held> {
  const waiting: { go(): Promise<void>; fail(): Promise<void> }[] = [];
  let asked = 0;
  await page.route(
    (url) => url.pathname.includes(path),
    async (route) => {
      if (route.request().method() !== method) return route.fallback();
      asked += 1;
      const response = isDone ? await route.fetch() : undefined;
      waiting.push({
        go: () => (response ? route.fulfill({ response }) : route.fallback()),
        fail: () => route.abort(),
      });
    },
  );
  return {
    asked: () => asked,
    held: () => waiting.length,
    release: async () => void (await Promise.all(waiting.splice(0).map((one) => one.go()))),
    fail: async () => void (await Promise.all(waiting.splice(0).map((one) => one.fail()))),
  };
}
