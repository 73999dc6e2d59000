import { isRecord, ParleyError } from '../errors.ts';
import type { OpenSocket, SocketHandlers, SocketPort } from '../socket.ts';
import type { Faults } from './faults.ts';
import { introduce, personOf, tellPresence } from './people.ts';
import { invalid, Refusal } from './refusal.ts';
import { answerEvent, isClientEvent } from './socket-events.ts';
import { type Line, makeId, now, type State } from './state.ts';
import { readToken } from './tokens.ts';
import { stopTypingEverywhere } from './typing.ts';

export type WireOptions = { readonly state: State; readonly faults: Faults; readonly latencyMs: () => number };

/** Connections to the fake server: what is said on one arrives in the order in which it was said. */
export function createWires(options: WireOptions): OpenSocket {
  return (_baseUrl, token, handlers) => openWire(options, token, handlers);
}

function openWire({ state, faults, latencyMs }: WireOptions, token: string, handlers: SocketHandlers): SocketPort {
  let line: Line | null = null;
  let isOver = false;
  let cancelExpiry = () => {};

  /** Does something in a while: at the earliest when what is done now is through. */
  function later(action: () => void): void {
    const run = () => {
      state.stir();
      if (!isOver) action();
    };
    if (latencyMs() > 0) state.clock.after(latencyMs(), run);
    else queueMicrotask(run);
  }

  function shut(): void {
    isOver = true;
    cancelExpiry();
    if (!line) return;
    state.lines.delete(line);
    const person = personOf(state, line.userId);
    stopTypingEverywhere(state, person.id);
    if ([...state.lines].some(({ userId }) => userId === person.id)) return;
    person.lastSeen = now(state);
    tellPresence(state, person);
  }

  function end(error: ParleyError | null): void {
    if (isOver) return;
    shut();
    queueMicrotask(() => {
      state.stir();
      handlers.onClosed(error);
    });
  }

  function open(): void {
    const { sub, exp } = readToken(state, token);
    if (faults.isOffline(sub)) {
      end(null);
      return;
    }
    const person = introduce(state, { id: sub });
    const isFirst = ![...state.lines].some(({ userId }) => userId === sub);
    line = makeLine(sub);
    line.expire(exp ?? null);
    state.lines.add(line);
    if (isFirst && person.status === 'offline') person.status = 'online';
    if (isFirst) tellPresence(state, person);
    handlers.onOpen();
  }

  function makeLine(userId: string): Line {
    return {
      id: makeId(state, 'l'),
      userId,
      rooms: new Set(),
      say(name, payload) {
        const json = JSON.stringify(payload);
        later(() => {
          if (!faults.losesEvent(userId)) handlers.onEvent(name, JSON.parse(json));
        });
      },
      expire(at) {
        cancelExpiry();
        cancelExpiry = () => {};
        if (at === null) return;
        cancelExpiry = state.clock.after(at * 1000 - state.clock.now(), () => {
          handlers.onEvent('error', { event: 'authenticate', code: 'unauthorized', message: 'The token has expired' });
          end(null);
        });
      },
      end: () => end(null),
    };
  }

  function answer(name: string, payload: unknown): object {
    try {
      if (!line) throw new Refusal('unavailable', 'The connection is not open');
      if (!isClientEvent(name)) throw new Refusal('not_found', 'There is no such event');
      if (!isRecord(payload)) throw invalid('payload', 'must be an object');
      // Whoever says it is the client, whose types these are.
      return answerEvent({ state, person: personOf(state, line.userId), line }, name, payload as never);
    } catch (error) {
      if (error instanceof Refusal) return error.toAck();
      throw error;
    }
  }

  if (faults.isOffline(null)) end(null);
  later(() => {
    try {
      open();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code, message: detail } = error;
      end(new ParleyError({ status, code, detail }));
    }
  });
  return {
    emit(name, payload, onAck) {
      state.stir();
      const json = JSON.stringify(payload);
      later(() => {
        const answered = JSON.stringify(answer(name, JSON.parse(json)));
        const isLost = line !== null && name === 'send_message' && faults.losesAnswer(line.userId);
        if (isLost) end(null);
        else later(() => onAck(JSON.parse(answered)));
      });
    },
    close: shut,
  };
}
