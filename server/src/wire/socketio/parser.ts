import { Decoder, Encoder, PacketType } from 'socket.io-parser';

/** The id under which a client waits for an ack; stands as the last argument of an event that asks for one. */
export class AckId {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

/** Stands as the payload of an event that came with binary attachments, which no event of this contract takes. */
export const BINARY_PAYLOAD = Symbol('binary payload');

const EVENT = String(PacketType.EVENT).charCodeAt(0);
const BRACKET = '['.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);
const MAX_ID_DIGITS = 15;
const MAX_ATTACHMENTS = 16;
const BINARY_EVENT = /^5(\d{1,2})-/;
const ID_AND_DATA = /^(\d{0,15})(\[.*\])$/s;

type DecodedEvent = { readonly name: string; readonly args: unknown[] };

/** Takes an event's name and its arguments. */
export type EventSink = (event: string, args: unknown[]) => void;

/** What stands before the id and the data of packets of a namespace. */
export function prefixOf(namespace: string): string {
  return namespace === '/' ? '' : `${namespace},`;
}

/**
 * Decodes Socket.IO packets (protocol revision 5). Events of one namespace, which is nearly all that comes in, go straight to
 * the sink once there is one; everything else is left to the library. No contract takes binary attachments: they are thrown
 * away as they come, and their event stands there with a payload of a wrong shape. What breaks the protocol throws, which ends
 * the connection.
 */
class JsonDecoder extends Decoder {
  sink: EventSink | null = null;
  readonly #namespace: string;
  readonly #prefix: string;
  #attachmentsToCome = 0;

  constructor(namespace: string) {
    super();
    this.#namespace = namespace;
    this.#prefix = prefixOf(namespace);
  }

  override add(packet: unknown): void {
    if (typeof packet !== 'string' || this.#attachmentsToCome > 0) {
      if (typeof packet === 'string' || this.#attachmentsToCome === 0)
        throw new Error('not the packet that was to come');
      this.#attachmentsToCome -= 1;
      return;
    }
    const type = packet.charCodeAt(0) - ZERO;
    if (type === PacketType.BINARY_EVENT) {
      const { event, attachments } = decodeBinaryEvent(packet, this.#prefix);
      this.#attachmentsToCome = attachments;
      this.#handOn(event);
      return;
    }
    if (type === PacketType.BINARY_ACK) throw new Error('nobody asked for an ack');
    const event = packet.charCodeAt(0) === EVENT ? decodeEvent(packet, this.#prefix) : null;
    if (event) this.#handOn(event);
    else super.add(packet);
  }

  #handOn({ name, args }: DecodedEvent): void {
    if (this.sink) this.sink(name, args);
    else this.emitReserved('decoded', { type: PacketType.EVENT, nsp: this.#namespace, data: [name, ...args] });
  }
}

/** @throws for what is no binary event of the namespace with a few attachments. */
function decodeBinaryEvent(packet: string, prefix: string): { event: DecodedEvent; attachments: number } {
  const [head = '', count] = BINARY_EVENT.exec(packet) ?? [];
  const rest = packet.startsWith(prefix, head.length) ? packet.slice(head.length + prefix.length) : '';
  const [, id = '', json = ''] = ID_AND_DATA.exec(rest) ?? [];
  const attachments = Number(count);
  if (!(attachments >= 1 && attachments <= MAX_ATTACHMENTS)) throw new Error('no binary event that can be read');
  const [name] = JSON.parse(json) as unknown[];
  if (typeof name !== 'string') throw new Error('an event has a name');
  const args: unknown[] = [BINARY_PAYLOAD];
  if (id !== '') args.push(new AckId(Number(id)));
  return { event: { name, args }, attachments };
}

/** Null for what is no plain event of the namespace. */
function decodeEvent(packet: string, prefix: string): DecodedEvent | null {
  if (prefix !== '' && !packet.startsWith(prefix, 1)) return null;
  const start = 1 + prefix.length;
  let at = start;
  let id = 0;
  for (let code = packet.charCodeAt(at); code !== BRACKET; code = packet.charCodeAt(at)) {
    const digit = code - ZERO;
    if (!(digit >= 0 && digit <= 9) || at - start >= MAX_ID_DIGITS) return null;
    id = id * 10 + digit;
    at += 1;
  }
  const data: unknown = JSON.parse(packet.slice(at));
  if (!Array.isArray(data)) return null;
  const args: unknown[] = data;
  const name = args.shift();
  if (typeof name !== 'string') return null;
  if (at > start) args.push(new AckId(id));
  return { name, args };
}

/** The parser that a Socket.IO server is given which serves one namespace. */
export function jsonParser(namespace: string) {
  return {
    Encoder,
    Decoder: class extends JsonDecoder {
      constructor() {
        super(namespace);
      }
    },
  };
}

/**
 * From now on the events that `client` (Socket.IO's, behind a socket) receives go to `sink`; null: to the library, which
 * knows no listener for them.
 */
export function directEvents(client: object, sink: EventSink | null): void {
  if (!('decoder' in client && client.decoder instanceof JsonDecoder))
    throw new Error('Socket.IO did not use the parser it was given');
  client.decoder.sink = sink;
}
