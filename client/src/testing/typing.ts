import { tell } from './lines.ts';
import { personOf } from './people.ts';
import { audience, roomFor } from './rooms.ts';
import type { Person, State } from './state.ts';

/** The server forgets a typist who says nothing more. */
const FORGET_MS = 10_000;

export function startTyping(state: State, person: Person, roomId: string): void {
  roomFor(state, person, roomId);
  const key = `${roomId}\n${person.id}`;
  const known = state.typing.get(key);
  known?.();
  state.typing.set(
    key,
    state.clock.after(FORGET_MS, () => stopTyping(state, roomId, person.id)),
  );
  if (!known) show(state, roomId, person.id, true);
}

/** Ends it, if somebody types there. */
export function stopTyping(state: State, roomId: string, userId: string): void {
  const key = `${roomId}\n${userId}`;
  const cancel = state.typing.get(key);
  if (!cancel) return;
  cancel();
  state.typing.delete(key);
  show(state, roomId, userId, false);
}

/** Ends it everywhere: the connection is gone. */
export function stopTypingEverywhere(state: State, userId: string): void {
  for (const roomId of state.rooms.keys()) stopTyping(state, roomId, userId);
}

function show(state: State, roomId: string, userId: string, isTyping: boolean): void {
  const room = state.rooms.get(roomId);
  const others = room ? audience(state, room).filter((other) => other !== userId) : [];
  const userName = personOf(state, userId).name;
  tell(state, others, 'typing_indicator', { conversationId: roomId, userId, userName, isTyping });
}
