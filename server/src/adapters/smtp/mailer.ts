import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import type { Letter, Mailer } from '../../core/notifications/channels.ts';

export type SmtpOptions = {
  readonly host: string;
  readonly port: number;
  /** Null: no login. */
  readonly user: string | null;
  readonly password: string | null;
  /** The sender: an address, or a name and an address in angle brackets. */
  readonly from: string;
};

/** Milliseconds. A server that takes longer is tried again later. */
const CONNECT = 10_000;
const SILENCE = 20_000;
const TLS_PORT = 465;
/** What an address in a header could be mistaken by. */
const UNFIT = /[\p{Cc}\s<>(),;:\\"[\]]/u;

/**
 * Sends e-mail by SMTP: TLS at port 465, elsewhere STARTTLS where it is offered, login only with a user. The server's
 * certificate is checked where a password or port 465 depends on it; otherwise any encryption is better than none.
 */
export function createSmtpMailer({ host, port, user, password, from }: SmtpOptions): Mailer {
  const secure = port === TLS_PORT;
  const transport = createTransport({
    host,
    port,
    secure,
    ...(user !== null && { auth: { user, pass: password ?? '' } }),
    tls: { rejectUnauthorized: (secure || user !== null) && !isLoopback(host) },
    connectionTimeout: CONNECT,
    greetingTimeout: CONNECT,
    dnsTimeout: CONNECT,
    socketTimeout: SILENCE,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = hostOf(from);

  return {
    async send(letter) {
      if (UNFIT.test(letter.to.address)) return 'refused';
      try {
        await transport.sendMail({
          ...headersOf(letter, domain),
          from,
          to: letter.to,
          subject: letter.subject,
          text: letter.text,
          html: letter.html,
        });
        return 'sent';
      } catch (error) {
        if (isFinal(error)) return 'refused';
        throw error;
      }
    },
    close: () => transport.close(),
  };
}

function headersOf({ messageId, threadId, unsubscribeUrl }: Letter, domain: string) {
  const thread = threadId === null ? null : `<${threadId}@${domain}>`;
  return {
    messageId: `<${messageId}@${domain}>`,
    // The root of a thread is never sent itself: mail programs show what refers to it together all the same.
    ...(thread !== null && { inReplyTo: thread, references: thread }),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...(unsubscribeUrl !== null && {
        'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
  };
}

function hostOf(from: string): string {
  return /@([^\s@>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** A reply of 5xx to the recipient or the letter is for good; one to the login is a matter of settings. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || !('responseCode' in error)) return false;
  const { code, responseCode } = error;
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && typeof responseCode === 'number' && responseCode >= 500;
}
