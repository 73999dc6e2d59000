import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { eventually } from './factories.ts';

/** A letter as it arrived, read by a program that knows nothing of ours. */
export type Mail = {
  /** Who it was handed over for. */
  readonly recipients: readonly string[];
  /** The name of the first user of the connection; null without login. */
  readonly user: string | null;
  /** Whether the connection was encrypted. */
  readonly encrypted: boolean;
  readonly raw: string;
  readonly parsed: Email;
  /** The value of a header by its name in lower case, unfolded; null where there is none. */
  header(name: string): string | null;
};

/** A real SMTP server in this process. */
export type Mailbox = {
  readonly port: number;
  readonly mails: readonly Mail[];
  /** Letters for one address, as soon as there are `count` of them. */
  waitFor(address: string, count?: number, timeoutMs?: number): Promise<Mail[]>;
  of(address: string): Mail[];
  /** Answers the next recipients with this code: 4xx is "later", 5xx is "never". */
  refuse(code: number, times: number): void;
  /** How often a recipient was refused. */
  refusals(): number;
  close(): Promise<void>;
};

export type MailboxOptions = { readonly login?: { user: string; password: string }; readonly startTls?: boolean };

/** Opens a mailbox on a free port; without `login` it lets anybody in. */
export async function openMailbox({ login, startTls = false }: MailboxOptions = {}): Promise<Mailbox> {
  const mails: Mail[] = [];
  let refusing = { code: 0, times: 0 };
  let refused = 0;
  const server = new SMTPServer({
    authOptional: login === undefined,
    disabledCommands: [...(startTls ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
    onAuth(auth, _session, callback) {
      if (auth.username === login?.user && auth.password === login?.password) callback(null, { user: auth.username });
      else callback(new Error('wrong user or password'));
    },
    onRcptTo(_address, _session, callback) {
      if (refusing.times === 0) {
        callback();
        return;
      }
      refusing = { ...refusing, times: refusing.times - 1 };
      refused += 1;
      callback(Object.assign(new Error('not now'), { responseCode: refusing.code }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        void PostalMime.parse(raw).then((parsed) => {
          mails.push({
            recipients: session.envelope.rcptTo.map(({ address }) => address),
            user: typeof session.user === 'string' ? session.user : null,
            encrypted: session.secure,
            raw,
            parsed,
            header: (name) => parsed.headers.find((header) => header.key === name)?.value ?? null,
          });
          callback();
        }, callback);
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const of = (address: string) => mails.filter((mail) => mail.recipients.includes(address));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    of,
    async waitFor(address, count = 1, timeoutMs = 10_000) {
      await eventually(`${count} letters for ${address}`, async () => of(address).length >= count, timeoutMs);
      return of(address);
    },
    refuse(code, times) {
      refusing = { code, times };
    },
    refusals: () => refused,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
