import { expect } from 'vitest';
import { z } from 'zod';
import type { Answer } from '../support/http.ts';
import { BASE, type Person, type Wire } from './clinic.ts';
import { failedAckShape, historyShape, listShape, type Message, type Sent, sentAckShape } from './shapes.ts';

/** What an ack holds; throws when it is something else. */
export function readAck<T extends z.ZodType>(raw: unknown, shape: T): z.infer<T> {
  const read = shape.safeParse(raw);
  if (read.success) return read.data;
  throw new Error(`ack: ${z.prettifyError(read.error)}\n${JSON.stringify(raw)}`);
}

export type Where = { readonly conversationId: string; readonly receiverId: string };

/** Sends a text over a connection and returns what the sender was told. */
export async function say(wire: Wire, where: Where, content: string, extra: object = {}): Promise<Sent> {
  return readAck(await wire.ask('send_message', { ...where, content, ...extra }), sentAckShape).data;
}

/** Sends texts as fast as they can be emitted, in this order. */
export async function sayAll(wire: Wire, where: Where, contents: readonly string[]): Promise<Sent[]> {
  return Promise.all(contents.map((content) => say(wire, where, content)));
}

/** Has somebody send texts while nobody else is connected. */
export async function leave(from: Person, where: Where, ...contents: readonly string[]): Promise<Message[]> {
  const wire = await from.connect();
  const sent = await sayAll(wire, where, contents);
  await wire.close();
  return sent.map(({ message }) => message);
}

/** Expects the event to be refused with this status, in the ack and in an `error` that says the same. */
export async function refuse(wire: Wire, event: string, payload: unknown, status: number, named = ''): Promise<void> {
  const before = wire.of('error').length;
  const ack = readAck(await wire.ask(event, payload), failedAckShape);
  expect(ack, JSON.stringify(payload)?.slice(0, 300)).toMatchObject({ event, status });
  expect(ack.message).toContain(named);
  await expect.poll(() => wire.of('error').length).toBe(before + 1);
  expect(wire.of('error').at(-1)).toMatchObject({ event, status, message: ack.message });
}

/** Expects a refusal over HTTP with this status whose message contains `named`. */
export function expectRefused(answer: Answer, status: number, named = ''): void {
  expect(answer.status, `${answer.asked}: ${answer.text.slice(0, 300)}`).toBe(status);
  expect(answer.text).toContain(named);
}

/** The messages of a conversation as somebody fetches them. */
export async function historyOf(who: Person, conversationId: string, query = ''): Promise<Message[]> {
  return (await who.get(`${BASE}/conversations/${conversationId}/messages${query}`)).as(historyShape).data.messages;
}

/** A conversation as it stands in somebody's list. */
export async function lookAt(who: Person, conversationId: string) {
  const { data } = (await who.get(`${BASE}/conversations?limit=100`)).as(listShape);
  const found = data.find((one) => one.conversationId === conversationId);
  if (!found) throw new Error(`${who.name} does not list ${conversationId}`);
  return found;
}

/** A file as a client uploads it. */
export type Upload = {
  readonly bytes: Buffer;
  readonly name: string;
  readonly type: string;
  readonly receiverId?: string;
  readonly messageType?: string;
  readonly caption?: string;
  readonly tempId?: string;
};

/** Uploads a file; `headers` go along. */
export function sendFile(
  from: Person,
  conversationId: string,
  upload: Upload,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = new FormData();
  for (const field of ['receiverId', 'messageType', 'caption', 'tempId'] as const) {
    const value = upload[field];
    if (value !== undefined) form.set(field, value);
  }
  form.set('file', new Blob([new Uint8Array(upload.bytes)], { type: upload.type }), upload.name);
  return from.post(`${BASE}/conversations/${conversationId}/send-file`, undefined, { raw: form, headers });
}
