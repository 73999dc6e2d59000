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
const BINARY_EVENT = /^5(\d{1,2})-(\d{0,15})(\[.*\])$/s;

/**
 * Decodes Socket.IO packets (protocol revision 5). Events of the default namespace, which is nearly all that comes in,
 * are read here without detours; everything else is left to the library. Binary attachments are not part of this contract:
 * they are thrown away as they come, and their event stands there with a payload of a wrong shape. What breaks the protocol
 * throws, which ends the connection.
 */
class JsonDecoder extends Decoder {
  #attachmentsToCome = 0;

  override add(packet: unknown): void {
    if (typeof packet !== 'string' || this.#attachmentsToCome > 0) {
      if (typeof packet === 'string' || this.#attachmentsToCome === 0)
        throw new Error('not the packet that was to come');
      this.#attachmentsToCome -= 1;
      return;
    }
    const type = packet.charCodeAt(0) - ZERO;
    if (type === PacketType.BINARY_EVENT) {
      const { event, attachments } = decodeBinaryEvent(packet);
      this.#attachmentsToCome = attachments;
      this.emitReserved('decoded', event);
      return;
    }
    if (type === PacketType.BINARY_ACK) throw new Error('nobody asked for an ack');
    const event = packet.charCodeAt(0) === EVENT ? decodeEvent(packet) : null;
    if (event) this.emitReserved('decoded', event);
    else super.add(packet);
  }
}

/** @throws for what is no binary event of the default namespace with a few attachments. */
function decodeBinaryEvent(packet: string): {
  event: { type: PacketType; nsp: string; data: unknown[] };
  attachments: number;
} {
  const [, count, id = '', json = ''] = BINARY_EVENT.exec(packet) ?? [];
  const attachments = Number(count);
  if (!(attachments >= 1 && attachments <= MAX_ATTACHMENTS)) throw new Error('no binary event that can be read');
  const [name] = JSON.parse(json) as unknown[];
  if (typeof name !== 'string') throw new Error('an event has a name');
  const data: unknown[] = [name, BINARY_PAYLOAD];
  if (id !== '') data.push(new AckId(Number(id)));
  return { event: { type: PacketType.EVENT, nsp: '/', data }, attachments };
}

/** Null for what is no plain event of the default namespace. */
function decodeEvent(packet: string): { type: PacketType; nsp: string; data: unknown[] } | null {
  let at = 1;
  let id = 0;
  for (let code = packet.charCodeAt(at); code !== BRACKET; code = packet.charCodeAt(at)) {
    const digit = code - ZERO;
    if (!(digit >= 0 && digit <= 9) || at > MAX_ID_DIGITS) return null;
    id = id * 10 + digit;
    at += 1;
  }
  const data: unknown = JSON.parse(packet.slice(at));
  if (!Array.isArray(data) || typeof data[0] !== 'string') return null;
  const args: unknown[] = data;
  if (at > 1) args.push(new AckId(id));
  return { type: PacketType.EVENT, nsp: '/', data: args };
}

/** The parser that the native contract's Socket.IO server is given. */
export const jsonParser = { Encoder, Decoder: JsonDecoder };
