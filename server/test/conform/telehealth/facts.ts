/**
 * Who takes part in which conversation, and who sent which message, gathered from every answer: what an audit needs to say
 * who may hear of it. Ids are the server's, so they are unique over all cases of a file.
 */
export type Facts = {
  /** Takes in what is in an answer to `userId`. */
  learn(value: unknown, userId: string | null): void;
  pair(conversationId: string, one: string, other: string): void;
  /** The other participant; null where `userId` takes no part. */
  partner(conversationId: string, userId: string): string | null;
  share(one: string, other: string): boolean;
  /** Null for a message that no answer showed. */
  senderOf(messageId: string): string | null;
};

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** An empty gathering. */
export function createFacts(): Facts {
  const pairs = new Map<string, readonly [string, string]>();
  const senders = new Map<string, string>();

  function pair(conversationId: string, one: string, other: string): void {
    if (!pairs.has(conversationId)) pairs.set(conversationId, [one, other]);
  }
  function learn(value: unknown, userId: string | null): void {
    if (Array.isArray(value)) for (const item of value) learn(item, userId);
    if (!isFields(value)) return;
    const { conversationId, recipient, id, senderId, receiverId } = value;
    if (typeof conversationId === 'string') {
      if (userId !== null && isFields(recipient) && typeof recipient.id === 'string')
        pair(conversationId, userId, recipient.id);
      if (typeof senderId === 'string' && typeof receiverId === 'string') pair(conversationId, senderId, receiverId);
    }
    if (typeof id === 'string' && typeof senderId === 'string') senders.set(id, senderId);
    for (const inner of Object.values(value)) learn(inner, userId);
  }
  function partner(conversationId: string, userId: string): string | null {
    const [one, other] = pairs.get(conversationId) ?? [];
    if (one === userId) return other ?? null;
    return other === userId ? (one ?? null) : null;
  }
  return {
    learn,
    pair,
    partner,
    share: (one, other) => [...pairs.values()].some((both) => both.includes(one) && both.includes(other)),
    senderOf: (messageId) => senders.get(messageId) ?? null,
  };
}
