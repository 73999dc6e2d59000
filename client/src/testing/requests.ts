import type { Faults } from './faults.ts';
import { introduce } from './people.ts';
import { Refusal } from './refusal.ts';
import { createRouter, type Router } from './router.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { messageRoutes } from './routes/messages.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { ticketRoutes } from './routes/tickets.ts';
import { userRoutes } from './routes/users.ts';
import type { State } from './state.ts';
import { readToken } from './tokens.ts';

export type RequestOptions = { readonly state: State; readonly faults: Faults; readonly latencyMs: () => number };

/** The `fetch` of the fake server. */
export function createFetch({ state, faults, latencyMs }: RequestOptions): typeof globalThis.fetch {
  const router: Router = createRouter();
  for (const add of [userRoutes, conversationRoutes, messageRoutes, ticketRoutes, notificationRoutes])
    add(router, state);

  return async (input, init) => {
    state.stir();
    const request = new Request(input, init);
    await travel(state, latencyMs(), request.signal);
    const { response, userId } = await answered(request);
    state.stir();
    const isChange = request.method !== 'GET' && !request.url.endsWith('/read');
    const isLost = isChange && userId !== null && faults.losesAnswer(userId);
    if (isLost || faults.isOffline(userId)) throw new TypeError('fetch failed');
    return response;
  };

  async function answered(request: Request): Promise<{ readonly response: Response; readonly userId: string | null }> {
    let userId: string | null = null;
    try {
      const { sub } = readToken(state, request.headers.get('authorization')?.replace(/^Bearer /, ''));
      userId = sub;
      if (faults.isOffline(sub)) throw new TypeError('fetch failed');
      return { response: await router.answer(introduce(state, { id: sub }), request), userId };
    } catch (error) {
      if (error instanceof Refusal) return { response: error.toResponse(), userId };
      throw error;
    }
  }
}

/** Waits on the fake clock; ends at once where the request is given up. */
function travel(state: State, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason);
    if (signal.aborted) return give();
    if (ms === 0) return resolve();
    signal.addEventListener('abort', give);
    state.clock.after(ms, () => {
      signal.removeEventListener('abort', give);
      resolve();
    });
  });
}
