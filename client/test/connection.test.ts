import { describe, expect, test } from 'vitest';
import { createBackoff } from '../src/backoff.ts';
import { createConnection } from '../src/connection.ts';
import { ParleyError } from '../src/errors.ts';
import { createFakeClock } from '../src/testing/clock.ts';
import { createTokenHolder, type TokenSource } from '../src/token.ts';
import { type Attempt, scriptSockets } from './support/scripted-socket.ts';
import { tokenOf } from './support/tokens.ts';

const UNAUTHORIZED = new ParleyError({ status: 401, code: 'unauthorized', detail: 'no' });

function setUp(source: TokenSource = () => tokenOf('ann'), catchUp: () => Promise<void> = async () => {}) {
  const { clock } = createFakeClock(0);
  const sockets = scriptSockets();
  const statuses: string[] = [];
  const connection = createConnection({
    baseUrl: 'http://fake',
    tokens: createTokenHolder(source, clock),
    open: sockets.open,
    clock,
    random: () => 0.5,
    onEvent: () => {},
    catchUp,
  });
  connection.state.subscribe(() => statuses.push(connection.state.get().status));
  async function goLive(): Promise<Attempt> {
    connection.connect();
    await clock.settle();
    sockets.last().handlers.onOpen();
    await clock.settle();
    return sockets.last();
  }
  return { clock, sockets, statuses, connection, goLive };
}

describe('SDK-1 states', () => {
  test('SDK-1 idle, connecting, catching up, live, idle', async () => {
    const { statuses, connection, goLive } = setUp();
    expect(connection.state.get()).toEqual({ status: 'idle' });
    const attempt = await goLive();
    connection.disconnect();
    expect(statuses).toEqual(['connecting', 'catching_up', 'live', 'idle']);
    expect(attempt.isClosed).toBe(true);
  });

  test('SDK-1 a token that comes when nobody wants to connect any more opens nothing', async () => {
    const { clock, sockets, connection } = setUp();
    connection.connect();
    connection.disconnect();
    connection.connect();
    await clock.settle();
    expect(sockets.attempts).toHaveLength(1);
  });

  test('SDK-1 what an earlier connection still says is not heard', async () => {
    const { clock, sockets, connection, goLive } = setUp();
    const first = await goLive();
    connection.restart();
    await clock.advance(1_000);
    sockets.last().handlers.onOpen();
    await clock.settle();
    first.handlers.onClosed(null);
    expect(connection.state.get()).toEqual({ status: 'live' });
  });

  test('SDK-1 who leaves, or comes back, while being told of a loss is obeyed', async () => {
    const { clock, sockets, connection, goLive } = setUp();
    const attempt = await goLive();
    const end = connection.state.subscribe(() => {
      if (connection.state.get().status === 'offline') connection.disconnect();
    });
    attempt.handlers.onClosed(null);
    await clock.advance(60_000);
    expect(connection.state.get()).toEqual({ status: 'idle' });
    expect(sockets.attempts).toHaveLength(1);
    end();
  });

  test('SDK-1 where the opening fails at once, or catching up does, it is tried again', async () => {
    let tries = 0;
    const { clock, sockets, connection, goLive } = setUp(undefined, async () => {
      tries += 1;
      if (tries === 1) throw new ParleyError({ status: 503, code: 'unavailable', detail: 'later', retryAfter: 40 });
    });
    await goLive();
    expect(connection.state.get()).toEqual({ status: 'offline', reason: 'network', retryAt: 40_000 });
    await clock.advance(40_000);
    sockets.last().handlers.onOpen();
    await clock.settle();
    expect(connection.state.get()).toEqual({ status: 'live' });
  });
});

describe('SDK-2 pauses', () => {
  test('SDK-2 they double up to half a minute and lie between half and all of that', () => {
    const least = createBackoff(() => 0);
    const most = createBackoff(() => 1);
    const ms = (backoff: ReturnType<typeof createBackoff>) => Array.from({ length: 9 }, () => backoff.next());
    expect(ms(most)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(ms(least)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    most.reset();
    expect(most.next()).toBe(500);
  });

  test('SDK-2 attempts are made at those times, and begin anew after a connection that lasted', async () => {
    const { clock, sockets, connection, goLive } = setUp();
    const pauses: number[] = [];
    connection.state.subscribe(() => {
      const state = connection.state.get();
      if (state.status === 'offline') pauses.push((state.retryAt ?? 0) - clock.now());
    });
    const fail = async () => {
      sockets.last().handlers.onClosed(null);
      await clock.advance(pauses.at(-1) ?? 0);
    };
    await goLive();
    await fail(); // at once after it was live: no good connection
    for (let count = 0; count < 3; count += 1) await fail();
    expect(pauses).toEqual([375, 750, 1_500, 3_000]);
    expect(sockets.attempts).toHaveLength(5);
    sockets.last().handlers.onOpen();
    await clock.advance(10_000);
    await fail();
    expect(pauses.at(-1)).toBe(375);
  });

  test('SDK-2 a network that is back is not waited for', async () => {
    const { clock, sockets, connection, goLive } = setUp();
    (await goLive()).handlers.onClosed(null);
    connection.retryNow();
    await clock.settle();
    expect(sockets.attempts).toHaveLength(2);
    await clock.advance(60_000);
    expect(sockets.attempts).toHaveLength(2);
  });

  test('SDK-2 a connection that does not answer is replaced: after a wait, and sooner when the network may have changed', async () => {
    const { clock, sockets, connection, goLive } = setUp();
    const first = await goLive();
    const asked = connection.ask('typing_start', { conversationId: 'c' });
    await expect(Promise.all([asked, clock.advance(20_000)])).rejects.toMatchObject({ code: 'timeout' });
    await clock.advance(1_000);
    expect(first.isClosed).toBe(true);
    sockets.last().handlers.onOpen();
    await clock.advance(30_000);
    connection.retryNow();
    expect(sockets.last().said.map(({ name }) => name)).toEqual(['resume']);
    await clock.advance(7_000);
    expect(sockets.attempts).toHaveLength(3);
    sockets.last().handlers.onOpen();
    await clock.advance(11_000);
    connection.retryNow();
    sockets.last().said[0]?.answer({ ok: true, conversations: {} });
    await clock.advance(20_000);
    connection.retryNow(); // that is long ago again
    sockets.last().said[1]?.answer({ ok: true, conversations: {} });
    connection.retryNow(); // and this is not
    await clock.advance(20_000);
    expect(sockets.last().said).toHaveLength(2);
    expect(sockets.attempts).toHaveLength(3);
  });

  test('SDK-2 what is asked without a connection, or when it ends, is refused at once', async () => {
    const { connection, goLive } = setUp();
    const ask = () => connection.ask('typing_start', { conversationId: 'c' });
    await expect(ask()).rejects.toMatchObject({ code: 'offline' });
    const { handlers } = await goLive();
    const asked = ask();
    handlers.onClosed(null);
    await expect(asked).rejects.toMatchObject({ code: 'offline' });
  });
});

describe('SDK-3 tokens', () => {
  test('SDK-3 one that is refused is renewed once, then the connection waits to be asked for, and asks anew', async () => {
    let made = 0;
    const { clock, sockets, connection } = setUp(() => {
      made += 1;
      return tokenOf('ann', { jti: made });
    });
    connection.connect();
    await clock.settle();
    const offline = { status: 'offline', reason: 'unauthorized', retryAt: null };
    for (let count = 0; count < 2; count += 1) {
      sockets.last().handlers.onClosed(UNAUTHORIZED);
      await clock.advance(10);
    }
    await clock.advance(60_000);
    expect(connection.state.get()).toEqual(offline);
    expect(sockets.attempts).toHaveLength(2);
    connection.retryNow(); // the network has nothing to do with it
    await clock.settle();
    expect(sockets.attempts).toHaveLength(2);
    connection.connect(); // somebody has signed in again
    await clock.settle();
    expect(made).toBe(3);
    expect(new Set(sockets.attempts.map(({ token }) => token)).size).toBe(3);
  });

  test('SDK-3 where the function throws the state says so; it is asked again after a pause, or at once when the network is back', async () => {
    let failures = 2;
    const { clock, sockets, connection } = setUp(() => {
      failures -= 1;
      if (failures >= 0) throw new Error('no cookie');
      return tokenOf('ann');
    });
    connection.connect();
    await clock.settle();
    expect(connection.state.get()).toEqual({ status: 'offline', reason: 'token', retryAt: 375 });
    await clock.advance(375);
    expect(connection.state.get()).toMatchObject({ status: 'offline', reason: 'token' });
    connection.retryNow();
    await clock.settle();
    expect(sockets.attempts).toHaveLength(1);
  });

  test('SDK-3 somebody who may not come in is told so, and not tried again', async () => {
    const { clock, connection, sockets } = setUp();
    connection.connect();
    await clock.settle();
    sockets.last().handlers.onClosed(new ParleyError({ status: 403, code: 'forbidden', detail: 'no' }));
    await clock.advance(600_000);
    expect(connection.state.get()).toEqual({ status: 'offline', reason: 'forbidden', retryAt: null });
    expect(sockets.attempts).toHaveLength(1);
  });

  test('SDK-3 it is renewed a minute before its end on the open connection, again where that fails', async () => {
    let isAway = false;
    const source = () => {
      if (isAway) throw new Error('the page’s own server is away');
      return tokenOf('ann', { exp: clock.now() / 1000 + 600, jti: clock.now() });
    };
    const { clock, sockets, goLive } = setUp(source);
    const { said } = await goLive();
    await clock.advance(530_000);
    expect(said).toHaveLength(0);
    isAway = true;
    await clock.advance(15_000);
    isAway = false;
    await clock.advance(10_000);
    expect(said.map(({ name }) => name)).toContain('authenticate');
    for (const { answer } of said) answer({ ok: true, expiresAt: null });
    expect(said.at(-1)?.payload).toEqual({ token: expect.stringMatching(/./) });
    expect(sockets.attempts).toHaveLength(1);
  });

  test('SDK-3 one that is good for years is not renewed before', async () => {
    let made = 0;
    const years = 10 * 365 * 24 * 3_600;
    const { clock, goLive } = setUp(() => {
      made += 1;
      return tokenOf('ann', { exp: years });
    });
    await goLive();
    await clock.advance(3_600_000);
    expect(made).toBe(1);
  });
});
