import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import { hearEvent } from './entries.ts';
import { Ledger } from './ledger.ts';
import { Transcript } from './transcript.ts';
import { answers, parseEvent, refusal, type WireEvent } from './wire.ts';

const ANSWER_WITHIN_MS = 5_000;

export type PersonOptions = {
  readonly baseUrl: string;
  readonly id: string;
  readonly name: string;
  readonly token: string;
  /** Called with every event that reaches this person's connection, after it was written down. */
  readonly onEvent: (person: Person, event: WireEvent) => void;
  /** Whether this user has a part in the story: agents also hear of the tickets of others, which are none of its business. */
  readonly isInStory: (userId: string) => boolean;
};

/** The server answered with an error, or with something other than the native API promises. */
export class Refused extends Error {
  readonly code: string;

  constructor(what: string, code: string, detail: string) {
    super(`${what}: ${code} (${detail})`);
    this.name = 'Refused';
    this.code = code;
  }
}

/**
 * Somebody with one device: a Socket.IO connection and `fetch`. Keeps a ledger of the events that came and a transcript
 * of each conversation made from them.
 */
export class Person {
  readonly id: string;
  readonly name: string;
  readonly ledger = new Ledger();
  readonly #options: PersonOptions;
  readonly #transcripts = new Map<string, Transcript>();
  #socket: Socket | null = null;

  constructor(options: PersonOptions) {
    this.id = options.id;
    this.name = options.name;
    this.#options = options;
  }

  get isOnline(): boolean {
    return this.#socket !== null;
  }

  transcript(conversationId: string): Transcript {
    const transcript = this.#transcripts.get(conversationId) ?? new Transcript();
    this.#transcripts.set(conversationId, transcript);
    return transcript;
  }

  /** Opens the connection; throws when the server refuses it. */
  async connect(): Promise<void> {
    const { baseUrl, token } = this.#options;
    const socket = io(baseUrl, {
      auth: { token },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      autoConnect: false,
    });
    socket.onAny((name: string, body: unknown) => this.#hear(name, body));
    socket.connect();
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) => reject(new Refused('connect', 'refused', error.message)));
    });
    this.#socket = socket;
  }

  disconnect(): void {
    this.#socket?.disconnect();
    this.#socket = null;
  }

  /** Sends a client event and returns its ack; throws `Refused` when the ack says no or has another shape. */
  async emit<T extends z.ZodType>(event: string, payload: object, schema: T): Promise<z.infer<T>> {
    if (!this.#socket) throw new Error(`${this.name} is offline`);
    const ack: unknown = await this.#socket.timeout(ANSWER_WITHIN_MS).emitWithAck(event, payload);
    const refused = refusal.safeParse(ack);
    if (refused.success) throw new Refused(event, refused.data.error.code, refused.data.error.message);
    return read(schema, ack, event);
  }

  /** A REST call with a JSON body; throws `Refused` for problem answers. */
  async call<T extends z.ZodType>(method: string, path: string, schema: T, body?: object): Promise<z.infer<T>> {
    const json =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await this.fetch(path, { method, ...json });
    return read(schema, await response.json(), `${method} ${path}`);
  }

  /** Any other request with this person's token; throws `Refused` for problem answers. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.#options.token}`);
    const response = await fetch(new URL(path, this.#options.baseUrl), {
      ...init,
      headers,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (response.ok) return response;
    const what = `${init.method ?? 'GET'} ${path}`;
    const problem = answers.problem.safeParse(await response.json().catch(() => null));
    if (!problem.success) throw new Refused(what, String(response.status), 'not a problem document');
    throw new Refused(what, problem.data.code, problem.data.detail);
  }

  #hear(name: string, body: unknown): void {
    const event = parseEvent(name, body);
    if (!event) {
      this.ledger.hear('not in the story', `${name} ${JSON.stringify(body)}`);
      return;
    }
    const subject = subjectOf(event);
    if (subject !== null && !this.#options.isInStory(subject)) return;
    hearEvent(this.ledger, event);
    if ('conversationId' in event.body) this.transcript(event.body.conversationId).apply(event);
    this.#options.onEvent(this, event);
  }
}

/** Whose ticket, or comment on one, this is about; null for everything else. */
function subjectOf({ name, body }: WireEvent): string | null {
  if (name === 'ticket_created' || name === 'ticket_updated') return body.requesterId;
  return name === 'ticket_comment' ? body.authorId : null;
}

function read<T extends z.ZodType>(schema: T, value: unknown, what: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Refused(what, 'unexpected answer', `${issue?.path.join('.')} ${issue?.message}`);
}
