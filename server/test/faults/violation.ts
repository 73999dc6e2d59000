/** The rules of the checker, each with what it means in a line. */
export const RULES = {
  C1: 'lost: acknowledged, and not in the final state',
  C2: 'phantom: shown to somebody, or stored, but never sent or never committed',
  C3: 'double: more than one message for a sender, conversation and client id',
  C4: 'gap or repeat in the numbers of a conversation',
  C5: 'reorder: acknowledged before another was begun, and numbered after it',
  C6: 'a device did not apply exactly what it may see, in order and once',
  C7: 'a page differs from the final state of its range',
  C8: 'the final reads differ',
  C9: 'an event is missing, out of order, or came again under another id or with another body',
  C10: 'an outsider was sent what is private, or could write',
  C11: 'a count, a mark or a last message differs from a recount',
  C12: 'an exit, a bare 5xx, an answer outside the contract, or a call that never became definite',
  C13: 'a node shows somebody as there who is gone, or as gone who is there',
} as const;

export type Rule = keyof typeof RULES;

/** One breach of one rule. */
export type Violation = { rule: Rule; text: string };

/** Takes a breach; the rules are plain functions that report to it. */
export type Report = (rule: Rule, text: string) => void;

/** No breach of any. */
export function noCounts(): Record<Rule, number> {
  return { C1: 0, C2: 0, C3: 0, C4: 0, C5: 0, C6: 0, C7: 0, C8: 0, C9: 0, C10: 0, C11: 0, C12: 0, C13: 0 };
}
