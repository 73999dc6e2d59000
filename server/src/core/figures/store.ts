/** What happened over a time, counted by the store. Times are milliseconds. */
export type FigureStore = {
  /** Conversations that were made since. */
  conversationsSince(at: number): Promise<number>;
  /** Files that were uploaded since; copies do not count. */
  uploadsSince(at: number): Promise<number>;
  /** Offers since, and how many of them a booking of that package followed in the same conversation. */
  offersSince(at: number): Promise<{ readonly offered: number; readonly booked: number }>;
};
