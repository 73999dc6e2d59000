import type { Dialect } from './dialects.ts';
import { clientFrame } from './frames.ts';
import { namespacePrefix } from './packets.ts';

/** Counters begin here, so that each has seven digits and fits the same place in a frame. */
export const firstCounter = 1_000_000;
const digits = 7;
const textLength = 100;
const filler = 'the quick brown fox jumps over the lazy dog and runs through the quiet forest until the sun goes down';

/** One client's frame with a message, built once; only its counter changes from message to message. */
export class SendTemplate {
  readonly frame: Buffer;
  readonly #places: number[];

  /** A text of 100 bytes that begins with the counter; `origin` makes the client ids unique in the conversation. */
  constructor(dialect: Dialect, conversationId: string, receiverId: string | null, origin: string) {
    const mark = String(firstCounter);
    const content = `${mark} ${filler}`.slice(0, textLength);
    const packet = dialect.send({ conversationId, receiverId, content, clientId: `${origin}-${mark}` });
    const { namespace } = dialect;
    const head = namespace === null ? '' : `42${namespacePrefix(namespace)}${mark}`;
    this.frame = clientFrame(`${head}${JSON.stringify(packet)}`);
    this.#places = placesOf(this.frame, mark);
    if (this.#places.length !== (namespace === null ? 2 : 3)) throw new Error('a template lacks its counter somewhere');
  }

  /** Puts `counter` in as ack id (of Socket.IO), in the text and in the client id, and returns the frame (always the same buffer). */
  with(counter: number): Buffer {
    let rest = counter;
    for (let place = digits - 1; place >= 0; place -= 1) {
      const code = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
      for (const start of this.#places) this.frame[start + place] = code;
    }
    return this.frame;
  }
}

function placesOf(bytes: Buffer, mark: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) places.push(at);
  return places;
}
