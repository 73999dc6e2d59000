/** The rules of the checker, each with what it means in a line. C9 (outlets) comes with the outbox. */
export const RULES = {
  C1: 'lost: acknowledged, and not in the final state',
  C2: 'phantom: shown to somebody, or stored, but never sent or never committed',
  C3: 'double: more than one message for a sender, conversation and client id',
  C4: 'gap or repeat in the numbers of a conversation',
  C5: 'reorder: acknowledged before another was begun, and numbered after it',
  C6: 'a device did not apply exactly what it may see, in order and once',
  C7: 'a page differs from the final state of its range',
  C8: 'the final reads differ',
  C10: 'an outsider was sent what is private',
  C11: 'a count, a mark or a last message differs from a recount',
  C12: 'an exit, a bare 5xx, an answer outside the contract, or a call that never became definite',
} as const;

export type Rule = keyof typeof RULES;

/** One breach of one rule. */
export type Violation = { rule: Rule; text: string };

/** Takes a breach; the rules are plain functions that report to it. */
export type Report = (rule: Rule, text: string) => void;
