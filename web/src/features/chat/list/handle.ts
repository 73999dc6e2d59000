/** What the sender of a message is called beside the name; null: nothing. */
export type LabelOf = (senderId: string, role: 'user' | 'agent' | 'admin') => string | null;

/** What the chat asks of its list. */
export type ListHandle = { jumpTo(seq: number): void; toEnd(): void };
