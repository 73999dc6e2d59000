import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Where a node listens for other nodes, and the name that they reach it by. */
export type InnerPlace = {
  /** The address to listen on; undefined: all. */
  readonly listenOn: string | undefined;
  /** Host as it stands in an address: an IPv6 one in brackets. */
  readonly reachedAt: string;
  /** 0: any free one. */
  readonly port: number;
};

const EVERYWHERE = new Set(['', '0.0.0.0', '::', '[::]']);

/**
 * Where nodes reach this one: `given` (`host` or `host:port`), where it is; else where clients reach it, so that a server that is not
 * open to the network does not become so; else at the machine's own address.
 */
export function innerPlace(given: string | null, host: string): InnerPlace {
  if (given !== null) {
    const { hostname, port } = new URL(`http://${given}`);
    const plain = hostname.replace(/^\[(.*)\]$/, '$1');
    // A name, or an address of a gateway that leads here, cannot be listened on.
    return {
      listenOn: isOwn(plain) ? plain : undefined,
      reachedAt: hostname,
      port: port === '' ? portIn(given) : Number(port),
    };
  }
  const own = EVERYWHERE.has(host) ? machineAddress() : host;
  return { listenOn: own, reachedAt: isIP(own) === 6 ? `[${own}]` : own, port: 0 };
}

/** URLs leave out 80, which is what `http:` means anyway. */
function portIn(given: string): number {
  return given.endsWith(':80') ? 80 : 0;
}

function addresses() {
  return Object.values(networkInterfaces()).flatMap((list) => list ?? []);
}

function isOwn(address: string): boolean {
  return addresses().some((one) => one.address === address);
}

/** The first address by which others may reach this machine; its loopback where it has none. */
function machineAddress(): string {
  const outward = addresses().filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address));
  return (outward.find(({ family }) => family === 'IPv4') ?? outward[0])?.address ?? '127.0.0.1';
}
