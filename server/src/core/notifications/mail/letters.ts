import type { Letter } from '../channels.ts';
import type { NoticeJob } from '../jobs.ts';
import type { NoticeFacts } from '../store.ts';
import { sentenceOf, titleOf } from '../wording.ts';
import { type Content, htmlOf, type Section, textOf } from './page.ts';
import { countOf, excerpt, namesOf, oneLine } from './text.ts';

/** How much of what somebody wrote a letter quotes, in code points. */
const QUOTE = 4_000;
const GLIMPSE = 300;

/** What every letter needs to know. */
export type Envelope = {
  readonly to: { readonly name: string; readonly address: string };
  /** Origin of links, without a slash at its end. */
  readonly publicUrl: string;
  readonly unsubscribeUrl: string | null;
};

type Sealed = Pick<Letter, 'messageId' | 'threadId'> & {
  readonly subject: string;
  readonly content: Omit<Content, 'unsubscribeUrl'>;
};

function seal({ to, unsubscribeUrl }: Envelope, { subject, content, messageId, threadId }: Sealed): Letter {
  const page = {
    ...content,
    heading: oneLine(content.heading, 400),
    preview: oneLine(content.preview),
    unsubscribeUrl,
  };
  return {
    to: { name: oneLine(to.name), address: to.address },
    subject: oneLine(subject, 300),
    text: textOf(page),
    html: htmlOf(page),
    messageId,
    threadId,
    unsubscribeUrl,
  };
}

/** The letter about one notice. One ticket is one thread, and every letter of it has the same subject. */
export function noticeLetter(envelope: Envelope, job: NoticeJob, facts: NoticeFacts, actor: string): Letter {
  const { ticket, conversation, message } = facts;
  const sentence = sentenceOf(job.notice, actor);
  const title = titleOf(job.notice, facts);
  const quoted = job.notice.noteId === null && message && message.content !== '';
  const section: Section = {
    title: null,
    lines: [sentence, ...offerLines(facts)],
    quotes: quoted ? [{ author: actor, text: excerpt(message.content, QUOTE) }] : [],
    note: job.notice.noteId === null ? null : 'Internal notes are shown to agents only, and never in e-mail.',
  };
  const { publicUrl } = envelope;
  const action = ticket
    ? { label: 'Open the ticket', url: `${publicUrl}/tickets/${encodeURIComponent(ticket.id)}` }
    : conversation && {
        label: 'Open the conversation',
        url: `${publicUrl}/conversations/${encodeURIComponent(conversation.id)}`,
      };
  return seal(envelope, {
    subject: ticket
      ? `[#${ticket.number}] ${ticket.subject}`
      : conversation?.title
        ? `${sentence.replace(/\.$/, '')}: ${title}`
        : sentence.replace(/\.$/, ''),
    messageId: job.id,
    threadId: ticket ? `ticket-${ticket.id}` : conversation && `conversation-${conversation.id}`,
    content: {
      preview: sentence,
      heading: title,
      sections: [section],
      action,
      reason: ticket
        ? 'You get this because this ticket is yours, or you work on it.'
        : 'You get this because you are a member of this conversation.',
    },
  });
}

/** What an offer or a booking is about. */
function offerLines({ message }: NoticeFacts): readonly string[] {
  if (message?.type !== 'service_offer' && message?.type !== 'booking_request') return [];
  const { serviceName, price, currency, requestedDate, requestedTime } = message.metadata;
  const cost = typeof price === 'number' && typeof currency === 'string' ? `${price} ${currency}` : null;
  const when = [requestedDate, requestedTime].filter((part) => typeof part === 'string').join(', ');
  return [
    ...(typeof serviceName === 'string' ? [cost === null ? serviceName : `${serviceName} (${cost})`] : []),
    ...(when === '' ? [] : [`Wished for: ${when}`]),
  ];
}

/** Unread messages of one conversation, as a letter tells of them. */
export type UnreadSummary = {
  readonly conversationId: string;
  /** Null for direct conversations. */
  readonly title: string | null;
  readonly count: number;
  /** The last few, in order. `text` is null for what has no words, such as a picture. */
  readonly latest: readonly { readonly sender: string; readonly text: string | null }[];
};

function unreadSection(publicUrl: string, { conversationId, title, count, latest }: UnreadSummary): Section {
  const senders = [...new Set(latest.map((message) => message.sender))];
  return {
    title: title ?? namesOf(senders),
    url: `${publicUrl}/conversations/${encodeURIComponent(conversationId)}`,
    lines: [],
    quotes: latest.map(({ sender, text }) => ({
      author: sender,
      text: text === null || text === '' ? '(attachment)' : excerpt(text, GLIMPSE),
    })),
    note: count > latest.length ? `and ${countOf(count - latest.length, 'earlier message')}` : null,
  };
}

/** `3 unread messages from Ann and Bo`. */
export function unreadHeading(summaries: readonly UnreadSummary[]): string {
  const count = summaries.reduce((sum, summary) => sum + summary.count, 0);
  const senders = [...new Set(summaries.flatMap((summary) => summary.latest.map((message) => message.sender)))];
  return `${countOf(count, 'unread message')} from ${namesOf(senders)}`;
}

/** One letter about all that waits unread, conversation by conversation. */
export function unreadLetter(envelope: Envelope, id: string, summaries: readonly UnreadSummary[]): Letter {
  const heading = unreadHeading(summaries);
  const [only] = summaries;
  return seal(envelope, {
    subject: heading,
    messageId: id,
    threadId: null,
    content: {
      preview: only?.latest.at(-1)?.text ?? heading,
      heading,
      sections: summaries.map((summary) => unreadSection(envelope.publicUrl, summary)),
      action: { label: 'Read them', url: `${envelope.publicUrl}/conversations` },
      reason: 'You get this because messages waited for you while you were away.',
    },
  });
}

/** A summary at the hour that somebody chose. */
export function digestLetter(
  envelope: Envelope,
  digest: {
    readonly id: string;
    readonly frequency: 'daily' | 'weekly';
    readonly entries: readonly { readonly title: string; readonly body: string }[];
    readonly more: number;
    readonly unread: readonly UnreadSummary[];
  },
): Letter {
  const heading = `Your ${digest.frequency} summary`;
  const news: Section = {
    title: 'Notifications',
    lines: digest.entries.map((entry) => `${entry.title}: ${entry.body}`),
    quotes: [],
    note: digest.more > 0 ? `and ${digest.more} more` : null,
  };
  return seal(envelope, {
    subject: heading,
    messageId: digest.id,
    threadId: null,
    content: {
      preview: heading,
      heading,
      sections: [
        ...(digest.entries.length > 0 ? [news] : []),
        ...digest.unread.map((summary) => unreadSection(envelope.publicUrl, summary)),
      ],
      action: { label: 'Open', url: `${envelope.publicUrl}/` },
      reason: `You get this because you asked for a ${digest.frequency} summary.`,
    },
  });
}
