import type { ConversationScope } from '../../core/conversations/scope.ts';

/** What this contract shows: conversations of two of whom one is a doctor, or was one while in it. */
export const SHOWN: ConversationScope = { types: ['direct'], doctors: 'some' };

/** What its list shows for each `type` that may be asked for. */
export const BY_TYPE = {
  all: SHOWN,
  patient_doctor: { types: ['direct'], doctors: 'one' },
  doctor_doctor: { types: ['direct'], doctors: 'both' },
} as const satisfies Readonly<Record<string, ConversationScope>>;
