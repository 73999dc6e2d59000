import { type Backoff, createBackoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import { isRecord, offline, ParleyError, toParleyError } from './errors.ts';
import type { OpenSocket, SocketHandlers, SocketPort } from './socket.ts';
import { createStore, type Readable } from './store.ts';
import type { TokenHolder } from './token.ts';
import type { ClientAcks, ClientEvents } from './types.ts';

/** Why there is no connection: the network, nobody who makes a token, a token that is refused, or a person who may not come in. */
export type OfflineReason = 'network' | 'token' | 'unauthorized' | 'forbidden';

/**
 * Where a connection stands. From `idle` it is `connecting`, then `catching_up` on what was missed, then `live`; from any of
 * these it goes `offline`, and from there back to `connecting` at `retryAt` (null: only when asked to).
 */
export type ConnectionState =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting' }
  | { readonly status: 'catching_up' }
  | { readonly status: 'live' }
  | { readonly status: 'offline'; readonly reason: OfflineReason; readonly retryAt: number | null };

export type Connection = {
  readonly state: Readable<ConnectionState>;
  connect(): void;
  disconnect(): void;
  /** The network may be back: tries at once in place of waiting any longer, or makes sure that a connection which seems well is. */
  retryNow(): void;
  /** Takes the connection for broken and opens another. */
  restart(): void;
  /**
   * Says something and waits for the answer.
   * @throws ParleyError: `offline` without a connection or when it goes meanwhile, `timeout`, or what the server refused
   */
  ask<Name extends keyof ClientEvents>(name: Name, payload: ClientEvents[Name]): Promise<ClientAcks[Name]>;
};

export type ConnectionOptions = {
  readonly baseUrl: string;
  readonly tokens: TokenHolder;
  readonly open: OpenSocket;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onEvent: (name: string, payload: unknown) => void;
  /** Fetches what was missed; the connection is live when that is done, and opened anew when it throws. */
  readonly catchUp: () => Promise<void>;
};

const ACK_MS = 20_000;
/** An answer that takes no work comes sooner. */
const PROBE_MS = 5_000;
/** Whoever said something so recently needs not be asked whether they are there. */
const FRESH_MS = 10_000;
/** A connection that lasted so long was a good one: pauses begin with the shortest again. */
const GOOD_MS = 10_000;
const RENEW_AGAIN_MS = 5_000;

/** Keeps one connection open for as long as it is wanted, with pauses that grow and vary between attempts. */
export function createConnection(options: ConnectionOptions): Connection {
  const { tokens, clock } = options;
  const state = createStore<ConnectionState>({ status: 'idle' });
  const backoff: Backoff = createBackoff(options.random);
  let socket: SocketPort | null = null;
  let isOpen = false;
  let liveSince: number | null = null;
  let heardAt = 0;
  /** Counts attempts, so that what an earlier one still does is recognised. */
  let turn = 0;
  let cancelTimer = () => {};
  let cancelRenewal = () => {};
  let hasRenewed = false;
  const waiting = new Set<(error: ParleyError) => void>();

  function close(): void {
    turn += 1;
    cancelTimer();
    cancelRenewal();
    socket?.close();
    socket = null;
    isOpen = false;
    if (liveSince !== null && clock.now() - liveSince >= GOOD_MS) backoff.reset();
    liveSince = null;
    const refusals = [...waiting];
    waiting.clear();
    for (const refuse of refusals) refuse(offline('The connection ended before the answer came'));
  }

  function goOffline(reason: OfflineReason, afterMs: number | null): void {
    close();
    // Before it is told: who hears of it may connect or disconnect.
    if (afterMs !== null) cancelTimer = clock.after(afterMs, () => void attempt());
    state.set({ status: 'offline', reason, retryAt: afterMs === null ? null : clock.now() + afterMs });
  }

  function lost(error: ParleyError | null, token: string | null, reason: OfflineReason = 'network'): void {
    // While the pause is reckoned the connection counts as ended.
    close();
    if (error?.status === 401) {
      const canRenew = token !== null && tokens.renew(token);
      // Once, without a pause: most often it is just too old.
      if (canRenew && !hasRenewed) {
        hasRenewed = true;
        goOffline('unauthorized', 0);
      } else goOffline('unauthorized', null);
    } else if (error?.code === 'forbidden') goOffline('forbidden', null);
    else goOffline(reason, Math.max(backoff.next(), (error?.retryAfter ?? 0) * 1000));
  }

  async function attempt(): Promise<void> {
    close();
    const mine = turn;
    state.set({ status: 'connecting' });
    let token: string;
    try {
      token = await tokens.get();
    } catch (error) {
      if (mine === turn) lost(toParleyError(error), null, 'token');
      return;
    }
    if (mine !== turn) return;
    const handlers: SocketHandlers = {
      onOpen: () => {
        if (mine === turn) void opened(mine);
      },
      onClosed: (error) => {
        if (mine === turn) lost(error, token);
      },
      onEvent: (name, payload) => {
        if (mine !== turn) return;
        heardAt = clock.now();
        if (name === 'error' && isRecord(payload) && payload.event === 'authenticate') tokens.renew(token);
        options.onEvent(name, payload);
      },
    };
    try {
      socket = options.open(options.baseUrl, token, handlers);
    } catch (error) {
      if (mine === turn) lost(toParleyError(error), null);
    }
  }

  async function opened(mine: number): Promise<void> {
    isOpen = true;
    heardAt = clock.now();
    renewInTime(mine);
    state.set({ status: 'catching_up' });
    try {
      await options.catchUp();
    } catch (error) {
      if (mine === turn) lost(toParleyError(error), null);
      return;
    }
    if (mine !== turn) return;
    hasRenewed = false;
    liveSince = clock.now();
    state.set({ status: 'live' });
  }

  function renewInTime(mine: number): void {
    const at = tokens.renewAt();
    if (at === null) return;
    cancelRenewal = clock.after(Math.max(RENEW_AGAIN_MS, at - clock.now()), () => void renew(mine));
  }

  /** Where it fails it is tried again; in the end the server closes the connection, and the next one brings another token. */
  async function renew(mine: number): Promise<void> {
    if (!tokens.renew()) return;
    try {
      const token = await tokens.get();
      if (mine !== turn) return;
      await ask('authenticate', { token });
    } catch {
      // Tried again below.
    }
    if (mine === turn) renewInTime(mine);
  }

  /** Opens another connection where this one does not answer. */
  async function probe(): Promise<void> {
    if (clock.now() - heardAt < FRESH_MS) return;
    await ask('resume', { conversations: {} }, PROBE_MS).catch(() => {});
  }

  function restart(): void {
    if (state.get().status !== 'live' && state.get().status !== 'catching_up') return;
    close();
    goOffline('network', backoff.next());
  }

  function ask<Name extends keyof ClientEvents>(
    name: Name,
    payload: ClientEvents[Name],
    withinMs = ACK_MS,
  ): Promise<ClientAcks[Name]> {
    return new Promise((resolve, reject) => {
      if (socket === null || !isOpen) {
        reject(offline());
        return;
      }
      const settle = () => {
        cancel();
        waiting.delete(refuse);
      };
      const refuse = (error: ParleyError) => {
        settle();
        reject(error);
      };
      const cancel = clock.after(withinMs, () => {
        refuse(new ParleyError({ status: 0, code: 'timeout', detail: 'The server did not answer in time' }));
        // A server that is well answers: what else is said on this connection would only wait too.
        restart();
      });
      waiting.add(refuse);
      socket.emit(name, payload, (answer) => {
        if (!waiting.has(refuse)) return;
        settle();
        heardAt = clock.now();
        // Acks are of the form that the server's own description gives; which one, the name says.
        if (isRecord(answer) && answer.ok === true) resolve(answer as ClientAcks[Name]);
        else reject(refusalOf(answer));
      });
    });
  }

  return {
    state,
    ask: (name, payload) => ask(name, payload),
    connect() {
      const { status } = state.get();
      if (status !== 'idle' && status !== 'offline') return;
      hasRenewed = false;
      void attempt();
    },
    disconnect() {
      close();
      state.set({ status: 'idle' });
    },
    retryNow() {
      const current = state.get();
      if (current.status === 'live') void probe();
      if (current.status !== 'offline' || current.retryAt === null) return;
      backoff.reset();
      void attempt();
    },
    restart,
  };
}

function refusalOf(answer: unknown): ParleyError {
  const error = isRecord(answer) && isRecord(answer.error) ? answer.error : {};
  return new ParleyError({
    status: 0,
    code: typeof error.code === 'string' ? error.code : 'unexpected',
    detail: typeof error.message === 'string' ? error.message : 'The server refused',
    retryAfter: typeof error.retryAfter === 'number' ? error.retryAfter : null,
  });
}
