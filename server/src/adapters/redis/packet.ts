import { createHmac, timingSafeEqual } from 'node:crypto';

/** `beat`: a heartbeat, which has no number of its own. */
export type PacketKind = 'data' | 'beat';

/** What a node says to all others over one channel. */
export type Packet = {
  readonly kind: PacketKind;
  /** Who says it. */
  readonly node: string;
  /** Packets of data of one node in one channel are numbered 1, 2, 3 ...; 0 for others. */
  readonly number: number;
  readonly body: string;
};

/** Seals what this node says and opens what comes, so that only nodes of one site understand each other. */
export type PacketSeal = {
  readonly self: string;
  /** Begins the name of all that is the site's own, on a Redis that others may use as well. */
  readonly prefix: string;
  seal(channel: string, packet: Omit<Packet, 'node'>): Buffer;
  /** True for data that claims to be this node's: nobody needs to look into it. Proves nothing. */
  isOwnData(packet: Buffer): boolean;
  /** Null for what no node of this site, in this version of the format, has sealed for this channel. */
  open(channel: string, packet: Buffer): Packet | null;
};

/** `1d <32 bytes> <node> <number>\n<body>`, without the spaces before the node: version, kind, code over all else and the channel. */
const VERSION = 0x31;
const KINDS = new Map<number, PacketKind>([
  [0x64, 'data'],
  [0x62, 'beat'],
]);
const DATA = 0x64;
const BEAT = 0x62;
const CODE_AT = 2;
const CONTENT_AT = CODE_AT + 32;
const LONGEST_HEADER = 64;
const HEADER = /^([a-z0-9]{1,32}) (\d{1,15})$/;

/** `siteKey` is the key that only the nodes of a site have; what is used here is derived from it. */
export function createPacketSeal(siteKey: Uint8Array, self: string): PacketSeal {
  const key = createHmac('sha256', siteKey).update('packets between nodes, 1').digest();
  const name = createHmac('sha256', siteKey).update('names in Redis, 1').digest('hex').slice(0, 8);
  const ownHeader = Buffer.from(`${self} `);

  function codeOf(channel: string, kind: number, content: Uint8Array): Buffer {
    return createHmac('sha256', key)
      .update(`${channel}\n${String.fromCharCode(kind)}`)
      .update(content)
      .digest();
  }
  return {
    self,
    prefix: `parley:${name}:`,
    seal(channel, { kind, number, body }) {
      const letter = kind === 'data' ? DATA : BEAT;
      const content = Buffer.from(`${self} ${number}\n${body}`);
      return Buffer.concat([Buffer.of(VERSION, letter), codeOf(channel, letter, content), content]);
    },
    isOwnData: (packet) =>
      packet[1] === DATA && packet.subarray(CONTENT_AT, CONTENT_AT + ownHeader.length).equals(ownHeader),
    open(channel, packet) {
      const kind = KINDS.get(packet[1] ?? 0);
      if (packet.length <= CONTENT_AT || packet[0] !== VERSION || !kind) return null;
      const content = packet.subarray(CONTENT_AT);
      if (!timingSafeEqual(packet.subarray(CODE_AT, CONTENT_AT), codeOf(channel, packet[1] ?? 0, content))) return null;
      const end = content.subarray(0, LONGEST_HEADER).indexOf(0x0a);
      const header = end === -1 ? null : HEADER.exec(content.toString('latin1', 0, end));
      if (!header?.[1] || !header[2]) return null;
      return { kind, node: header[1], number: Number(header[2]), body: content.toString('utf8', end + 1) };
    },
  };
}
