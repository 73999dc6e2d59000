/** What marks conversations that were opened through this contract. */
export const ORIGIN = 'charity';
