import { fold } from './fold.ts';
import { addTerms } from './terms.ts';

/** Messages of one full document. Documents never reach over a multiple of it. */
export const DOCUMENT = 32;
/** Messages of one segment, a multiple of DOCUMENT. It bounds what a query reads before it may stop. */
export const SEGMENT = 16_384;

/** Of the terms of one document, so that they stay below the megabyte that PostgreSQL allows. */
const MAX_BYTES = 400_000;

export type IndexedMessage = {
  readonly seq: number;
  readonly senderId: string;
  readonly type: string;
  /** Empty for deleted ones. */
  readonly content: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
};

/** What the index knows of some neighbouring messages of one conversation. */
export type SearchDocument = {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** All begin with the scope and a character that says what they are. None holds a line feed. */
  readonly lexemes: readonly string[];
};

/** The lexemes of one kind, in one scope. */
export const lexeme = {
  term: (scope: string, term: string): string => `${scope}:${term}`,
  sender: (scope: string, senderId: string): string => `${scope}@${senderId}`,
  type: (scope: string, type: string): string => `${scope}#${type}`,
  /** Stands in a document whose terms are too many to keep: it may hold anything. */
  anything: (scope: string): string => `${scope}!`,
} as const;

/** The segment that a message belongs to. */
export function segmentOf(seq: number): number {
  return Math.floor((seq - 1) / SEGMENT);
}

/** The first number of the document that a message belongs to. */
export function documentStart(seq: number): number {
  return seq - ((seq - 1) % DOCUMENT);
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';

/**
 * Five characters that stand for a conversation's segment in its lexemes: 30 bits of a hash (FNV-1a). Two segments that
 * share a scope only cost each other candidates, for documents are matched by conversation as well.
 */
export function scopeOf(conversationId: string, segment: number): string {
  let hash = 0x811c9dc5;
  const name = `${conversationId}/${segment}`;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  let scope = '';
  for (let digit = 0; digit < 5; digit++) scope += DIGITS.charAt((hash >>> (digit * 6)) & 63);
  return scope;
}

/**
 * The documents of some messages of one conversation, which come in order: cut at multiples of DOCUMENT and where there
 * are too many terms. Messages without text are in none.
 */
export function buildDocuments(conversationId: string, messages: readonly IndexedMessage[]): SearchDocument[] {
  const documents: SearchDocument[] = [];
  let open: OpenDocument | null = null;
  for (const message of messages) {
    if (message.content === '') continue;
    const terms = new Set<string>();
    addTerms(fold(message.content), terms);
    if (open && (documentStart(message.seq) !== documentStart(open.fromSeq) || !open.fits(terms))) {
      documents.push(open.close());
      open = null;
    }
    open ??= new OpenDocument(scopeOf(conversationId, segmentOf(message.seq)), message);
    open.add(message, terms);
  }
  if (open) documents.push(open.close());
  return documents;
}

class OpenDocument {
  readonly fromSeq: number;
  readonly #scope: string;
  readonly #terms = new Set<string>();
  readonly #other = new Set<string>();
  #bytes = 0;
  #toSeq: number;
  #firstAt: number;
  #lastAt: number;

  constructor(scope: string, first: IndexedMessage) {
    this.#scope = scope;
    this.fromSeq = first.seq;
    this.#toSeq = first.seq;
    this.#firstAt = first.createdAt;
    this.#lastAt = first.createdAt;
  }

  /** At worst: terms that both have are counted twice. */
  fits(terms: ReadonlySet<string>): boolean {
    return this.#bytes + sizeOf(terms) <= MAX_BYTES;
  }

  add(message: IndexedMessage, terms: ReadonlySet<string>): void {
    const size = sizeOf(terms);
    if (this.#bytes + size <= MAX_BYTES) for (const term of terms) this.#terms.add(lexeme.term(this.#scope, term));
    else this.#other.add(lexeme.anything(this.#scope));
    this.#bytes += size;
    this.#other.add(lexeme.sender(this.#scope, message.senderId)).add(lexeme.type(this.#scope, message.type));
    this.#toSeq = message.seq;
    this.#firstAt = Math.min(this.#firstAt, message.createdAt);
    this.#lastAt = Math.max(this.#lastAt, message.createdAt);
  }

  close(): SearchDocument {
    return {
      fromSeq: this.fromSeq,
      toSeq: this.#toSeq,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      lexemes: [...this.#terms, ...this.#other],
    };
  }
}

/** At most so many bytes as lexemes: a UTF-16 unit takes up to three, the scope six, the entry itself four. */
function sizeOf(terms: ReadonlySet<string>): number {
  let bytes = 0;
  for (const term of terms) bytes += term.length * 3 + 10;
  return bytes;
}
