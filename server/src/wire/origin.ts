import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Whether what a proxy at this address says of the original request is believed. */
export type TrustedProxy = (address: string) => boolean;

/** The check for a number of proxies in front of the server, or for their addresses and CIDR blocks; false: for none. */
export function createTrustedProxy(trust: false | number | readonly string[]): TrustedProxy {
  if (trust === false) return () => false;
  if (typeof trust === 'number') return () => trust > 0;
  const list = new BlockList();
  for (const entry of trust) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}

/** The origin `protocol://host` as far as it is one; null for what is no host. */
export function originAt(protocol: string, host: string): string | null {
  const origin = `${protocol}://${host}`;
  return host !== '' && URL.canParse(origin) ? new URL(origin).origin : null;
}

/** The origin to which a request came, as its client wrote it; null for one that names none. */
export function originOf({ headers, socket }: IncomingMessage, trusted: TrustedProxy): string | null {
  const believed = trusted(socket.remoteAddress ?? '');
  const said = (name: string) => (believed ? lastOf(headers[name]) : undefined);
  const protocol = said('x-forwarded-proto') ?? ('encrypted' in socket ? 'https' : 'http');
  return originAt(protocol, said('x-forwarded-host') ?? headers.host ?? '');
}

/** Whether a page may open a socket here. Browsers always say where it comes from; programs do not and pass. */
export function isOriginAllowed(
  origins: '*' | readonly string[],
  { origin, host }: Pick<IncomingMessage['headers'], 'origin' | 'host'>,
): boolean {
  if (origins === '*' || origin === undefined || origins.includes(origin)) return true;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

function lastOf(value: string | string[] | undefined): string | undefined {
  return (typeof value === 'string' ? value : value?.at(-1))?.split(',').at(-1)?.trim() || undefined;
}
