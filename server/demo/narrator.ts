import { styleText } from 'node:util';
import type { Person } from './person.ts';
import type { WireEvent } from './wire.ts';
import type { WireChange } from './wire-support.ts';

type Style = Parameters<typeof styleText>[0];

const STYLES: readonly Style[] = ['cyan', 'magenta', 'yellow', 'green', 'blueBright', 'redBright', 'cyanBright'];
const NAME_WIDTH = 6;

/**
 * Prints the story as it happens. Colours only where the stream is a terminal that wants them (`NO_COLOR` is respected).
 * What several people hear of one event is gathered into one line by `flush`.
 */
export class Narrator {
  readonly #out: NodeJS.WriteStream;
  readonly #styles = new Map<string, Style>();
  readonly #names = new Map<string, string>();
  #heard: { person: Person; event: WireEvent }[] = [];
  #scenes = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** Gives a person a colour, and a name to the id that events carry. */
  introduce(person: Person): void {
    this.#styles.set(person.id, STYLES[this.#styles.size % STYLES.length] ?? 'cyan');
    this.#names.set(person.id, person.name);
  }

  line(text = ''): void {
    this.#out.write(`${text}\n`);
  }

  scene(title: string): void {
    this.#scenes += 1;
    this.line(`\n${this.#paint('bold', `${this.#scenes}. ${title}`)}`);
  }

  /** Somebody does something. */
  act(person: Person, text: string): void {
    this.#row(this.#name(person.id, true), text);
  }

  /** Somebody says something, under its number in the conversation. */
  say(person: Person, seq: number, text: string): void {
    this.#row(this.#name(person.id, true), `${this.#paint('bold', text)}  ${this.#paint('dim', `#${seq}`)}`);
  }

  /** One line of what somebody has before them. */
  detail(text: string): void {
    this.#row(''.padEnd(NAME_WIDTH), `${this.#paint('dim', '·')} ${text}`);
  }

  /** Remembers what reached somebody for the next `flush`. */
  hear(person: Person, event: WireEvent): void {
    this.#heard.push({ person, event });
  }

  /** Prints what was heard since the last time, one line for each thing and all who heard it. */
  flush(): void {
    const lines = new Map<string, Set<string>>();
    for (const { person, event } of this.#heard) {
      const text = this.#describe(event);
      const names = lines.get(text) ?? new Set();
      names.add(this.#name(person.id));
      lines.set(text, names);
    }
    this.#heard = [];
    for (const [text, names] of lines) {
      const arrow = (sign: string) => this.#paint('dim', sign);
      this.#row(''.padEnd(NAME_WIDTH), `${arrow('↳')} ${text} ${arrow('→')} ${[...names].join(', ')}`);
    }
  }

  good(text: string): void {
    this.line(`${this.#paint('green', '✓')} ${text}`);
  }

  bad(text: string): void {
    this.line(`${this.#paint('red', '✗')} ${text}`);
  }

  #row(name: string, text: string): void {
    const now = new Date();
    const clock = `${now.toTimeString().slice(0, 8)}.${String(now.getMilliseconds()).padStart(3, '0')}`;
    this.line(`  ${this.#paint('dim', clock)}  ${name}  ${text}`);
  }

  #describe({ name, body }: WireEvent): string {
    switch (name) {
      case 'new_message':
        return `message #${body.seq}`;
      case 'message_updated':
        return `#${body.seq} now says “${body.content}”`;
      case 'message_deleted':
        return `#${body.seq} is deleted`;
      case 'reaction_updated':
        return `${body.emoji} from ${this.#name(body.userId)}`;
      case 'message_delivered':
        return `delivered to ${this.#name(body.userId)} up to #${body.seq}`;
      case 'message_read_receipt':
        return `read by ${this.#name(body.userId)} up to #${body.seq}`;
      case 'typing_indicator':
        return body.isTyping ? `${this.#name(body.userId)} is typing …` : `${this.#name(body.userId)} stopped typing`;
      case 'presence_update':
        return `${this.#name(body.userId)} is ${body.isOnline ? 'online' : 'offline'}`;
      case 'conversation_created':
        return body.title === null ? 'a new conversation' : `a new conversation, “${body.title}”`;
      case 'conversation_updated':
        return `its conversation: ${body.status}, ${body.members.length} members`;
      case 'ticket_created':
        return `a new ticket, #${body.number} “${body.subject}”`;
      case 'ticket_updated':
        return `ticket #${body.number} ${body.changes.map((change) => this.#describeChange(change)).join(' and ')}`;
      case 'ticket_comment':
        return body.internal ? 'an internal note' : 'a comment on the ticket';
      case 'notification':
        return `notice: ${body.body}`;
    }
  }

  #describeChange({ field, to }: WireChange): string {
    if (field === 'status') return `is ${String(to).replaceAll('_', ' ')}`;
    if (field === 'assigneeId') return `is given to ${this.#name(String(to))}`;
    if (field === 'firstRespondedAt') return 'has its first answer';
    return field === 'rating' ? `is rated ${to} of 5` : `has another ${field}`;
  }

  #name(id: string, padded = false): string {
    const name = this.#names.get(id) ?? id;
    return this.#paint(this.#styles.get(id) ?? 'cyan', padded ? name.padEnd(NAME_WIDTH) : name);
  }

  #paint(style: Style, text: string): string {
    return styleText(style, text, { stream: this.#out });
  }
}
