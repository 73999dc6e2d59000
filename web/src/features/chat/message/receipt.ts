import type { receiptOf } from '@parley/client';

/** How far an own message has come. */
export type Receipt = ReturnType<typeof receiptOf>;
