import type { Core } from '../core/core.ts';
import type { DirectLinks, LinkSigner } from '../core/files/links.ts';
import type { Tracing } from '../core/tracing.ts';
import type { UserService } from '../core/users/user-service.ts';
import type { TrustedProxy } from './origin.ts';

/** What an outside check of the parts says; milliseconds. None rejects. */
export type HealthChecks = {
  database(): Promise<{ readonly up: boolean; readonly latencyMs: number }>;
  /** Null where none is configured. */
  redis(): { readonly up: boolean; readonly latencyMs: number | null } | null;
  /** Null where no broker is configured. */
  kafka: (() => Promise<boolean>) | null;
  storage(): Promise<boolean>;
  /** Whether connections are taken and served: from the start to the beginning of the end. */
  websocket(): boolean;
};

/** Counts requests that were answered. */
export type RequestObserver = {
  observe(method: string, route: string, status: number, seconds: number): void;
};

export type Metrics = {
  /** What counts the requests of a contract; made once, not for each of them. */
  requestsOf(contract: string): RequestObserver;
  messageSent(): void;
  /** The Prometheus text exposition. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
};

/** All that a contract works with. */
export type ContractContext = {
  readonly core: Core;
  /** The origin of links that leave the server, asked at each link: a port may be known only after listening. */
  readonly publicUrl: () => string;
  /** The same as far as it was configured; null: links may lead to where a request came to. */
  readonly configuredUrl: string | null;
  readonly signer: LinkSigner;
  /** Null where files are reached through this server only. */
  readonly directLinks: DirectLinks | null;
  /** Null where none is configured. */
  readonly userService: UserService | null;
  readonly health: HealthChecks;
  readonly metrics: Metrics;
  /** Null where no traces are wanted. */
  readonly tracing: Tracing | null;
  readonly isOutage: (error: unknown) => boolean;
  readonly version: string;
  /** The name of this node among several; null where there is one only. */
  readonly node: string | null;
  readonly startedAt: number;
  readonly metricsToken: string | null;
  /** One log line for each request. */
  readonly logRequests: boolean;
  /** `POST /dev/token` signs with it; null outside development. */
  readonly signDevToken: ((claims: Record<string, string>) => Promise<string>) | null;
  readonly socket: { readonly pingTimeoutMs: number; readonly pingIntervalMs: number; readonly maxPerUser: number };
  readonly origins: '*' | readonly string[];
  readonly trustedProxy: TrustedProxy;
};
