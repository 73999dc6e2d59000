import { BlockList, isIP } from 'node:net';

/** What is not the public internet: the IANA registries of special-purpose addresses, and multicast. */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv4');
}
/** Of IPv6 only what is given out for the internet (2000::/3) is public, less what tunnels or documents. */
const GLOBAL6 = new BlockList();
GLOBAL6.addSubnet('2000::', 3, 'ipv6');
const SPECIAL6 = new BlockList();
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  SPECIAL6.addSubnet(network, bits, 'ipv6');
}

/** True when an IP address is one of the public internet; false for anything else, also for what is no address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !PRIVATE.check(address, 'ipv4');
  if (family !== 6) return false;
  return GLOBAL6.check(address, 'ipv6') && !SPECIAL6.check(address, 'ipv6');
}

/**
 * What an address counts as where somebody is known by nothing else: an IPv4 address as itself, also where IPv6 wraps it; an IPv6
 * address as its /64, of which one household has all.
 */
export function householdOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [plain = ''] = address.split('%');
  const groups = expanded(new URL(`http://[${plain}]`).hostname.slice(1, -1));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of an address in its short form. */
function expanded(address: string): number[] {
  const [head = [], tail = []] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const left = address.includes('::') ? 8 - head.length - tail.length : 0;
  return [...head, ...Array.from({ length: left }, () => '0'), ...tail].map((group) => Number.parseInt(group, 16));
}

/**
 * Why the server must not call an address that a client gave, as far as its text tells; null when nothing speaks against
 * it. What a name resolves to is checked when it is called.
 */
export function callRefusal(text: string): string | null {
  if (!URL.canParse(text)) return 'must be an address that begins with https://';
  const url = new URL(text);
  if (url.protocol !== 'https:') return 'must be an address that begins with https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or a password';
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : 'must not be a private address';
  if (!host.includes('.') || /\.(localhost|local|internal|home|lan|onion|arpa)$/i.test(host))
    return 'must not be a private address';
  return null;
}
