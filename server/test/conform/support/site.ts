import { randomBytes } from 'node:crypto';
import { afterAll, afterEach } from 'vitest';
import type { Settings } from '../../support/settings.ts';
import { openTarget, type Target } from '../../support/target.ts';
import type { Claims } from '../../support/tokens.ts';
import { createViolations, type Violations } from '../../support/violations.ts';
import { type Answer, createHttp, type Http } from './http.ts';
import { type Frame, openWire, quiet, type Shapes, type Wire } from './wire.ts';

/** What the suite of one contract knows of it. */
export type Dialect<S extends Shapes> = {
  readonly contract: string;
  readonly events: S;
  /** The Socket.IO namespace, where it is not the default one. */
  readonly namespace?: string;
  /** What is wrong about an answer, whatever was asked; `userId` is who asked, if anybody. */
  inspect(answer: Answer, userId: string | null): readonly string[];
  /** What is wrong about what connections heard, whatever the case was about. */
  audit(wires: readonly Wire<S>[]): readonly string[];
  /** Frames that are about others than this file's people: a server that was given is not this suite's alone. */
  ignores?(frame: Frame): boolean;
  /** A request that makes its sender known to the server. */
  introduce(http: Http): Promise<Answer>;
};

/** Somebody with a token, an HTTP client, and as many connections as wanted. */
export type Person<S extends Shapes> = Http & {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  connect(label?: string, transport?: 'websocket' | 'polling'): Promise<Wire<S>>;
};

/** A server under test with everybody who speaks to it. */
export type Site<S extends Shapes> = {
  readonly target: Target;
  readonly violations: Violations;
  /** A client without a token, and one with any token. */
  readonly anonymous: Http;
  http(token: string | null, userId?: string): Http;
  /** A new person, known to the server unless `unknown`. The id is random, so that suites can run again and again. */
  person(name: string, claims?: Claims, options?: { readonly unknown?: boolean }): Promise<Person<S>>;
  /** A connection with any `auth`. */
  connect(
    auth: Claims | undefined,
    label: string,
    userId?: string,
    transport?: 'websocket' | 'polling',
  ): Promise<Wire<S>>;
  /** Connections that were opened in this case. */
  readonly wires: readonly Wire<S>[];
  /** Waits until nothing more comes. */
  settle(): Promise<void>;
};

/** An id that no user has had before. */
export function freshId(name: string): string {
  return `${name.toLowerCase().replaceAll(/[^a-z]/g, '')}-${randomBytes(5).toString('hex')}`;
}

/**
 * Opens a site for one test file. After each case it waits for quiet, audits what every connection of the case has heard,
 * closes them, and fails the case that broke anything that always holds.
 */
export async function openSite<S extends Shapes>(dialect: Dialect<S>, settings: Settings = {}): Promise<Site<S>> {
  const target = await openTarget(dialect.contract, settings);
  const violations = createViolations();
  const wires: Wire<S>[] = [];
  let answers = 0;
  /** Grows with all that happens between the clients and the server. */
  const activity = () => wires.reduce((sum, { history, said }) => sum + history.length + said.length + 1, answers);
  let settledAt = 0;
  const settle = async () => {
    await quiet(target, wires);
    settledAt = activity();
  };

  afterEach(async () => {
    if (wires.length > 0 && activity() !== settledAt) await settle();
    for (const wrong of dialect.audit(wires)) violations.add(wrong);
    await Promise.all(wires.map((wire) => wire.close()));
    wires.length = 0;
    violations.check();
  });
  afterAll(() => target.stop());

  const http = (token: string | null, userId: string | null = null) =>
    createHttp(target.url, token, (answer) => {
      answers += 1;
      for (const wrong of dialect.inspect(answer, userId)) violations.add(`${answer.asked}: ${wrong}`);
    });

  async function connect(
    auth: Claims | undefined,
    label: string,
    userId = '',
    transport: 'websocket' | 'polling' = 'websocket',
  ): Promise<Wire<S>> {
    const onViolation = (what: string) => violations.add(what);
    const ignores = (frame: Frame) => dialect.ignores?.(frame) ?? false;
    const shapes = dialect.events;
    const namespace = dialect.namespace ?? '';
    const wire = await openWire({ target, namespace, label, userId, auth, shapes, transport, ignores, onViolation });
    wires.push(wire);
    return wire;
  }

  return {
    target,
    violations,
    anonymous: http(null),
    http,
    connect,
    wires,
    settle,
    async person(name, claims = {}, options = {}) {
      const id = typeof claims.sub === 'string' ? claims.sub : freshId(name);
      const token = await target.token({ sub: id, name, ...claims });
      const own = http(token, id);
      if (!options.unknown) {
        const answer = await dialect.introduce(own);
        if (answer.status !== 200) throw new Error(`${name} could not be introduced: ${answer.status} ${answer.text}`);
      }
      return {
        ...own,
        id,
        name,
        token,
        connect: (label = name, transport) => connect({ token }, label, id, transport),
      };
    },
  };
}
