import { Decoder, Encoder, PacketType } from 'socket.io-parser';

/** The id under which a client waits for an ack; stands as the last argument of an event that asks for one. */
export class AckId {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

const EVENT = String(PacketType.EVENT).charCodeAt(0);
const BRACKET = '['.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);
const MAX_ID_DIGITS = 15;

/**
 * Decodes Socket.IO packets (protocol revision 5). Events of the default namespace, which is nearly all that comes in,
 * are read here without detours; everything else is left to the library. Binary attachments are not part of this contract
 * and are refused, which ends the connection.
 */
class JsonDecoder extends Decoder {
  override add(packet: unknown): void {
    if (typeof packet !== 'string') throw new Error('binary packets are not accepted');
    const type = packet.charCodeAt(0) - ZERO;
    if (type === PacketType.BINARY_EVENT || type === PacketType.BINARY_ACK)
      throw new Error('binary packets are not accepted');
    const event = packet.charCodeAt(0) === EVENT ? decodeEvent(packet) : null;
    if (event) this.emitReserved('decoded', event);
    else super.add(packet);
  }
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
