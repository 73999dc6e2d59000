/** Typing ends by itself after this many milliseconds without another start. */
export const TYPING_MS = 10_000;

/** Who is typing where. Lives in this process or is shared between nodes. */
export type TypingBoard = {
  /**
   * Starts or prolongs; `onExpired` is called when nothing prolonged or stopped it in time. True when the person was not typing
   * there, through whatever connection.
   */
  start(conversationId: string, userId: string, connectionId: string | null, onExpired: () => void): boolean;
  /** Whether the person types there, through whatever connection. */
  has(conversationId: string, userId: string): boolean;
  /** Ends it; false when the person was not typing there. */
  stop(conversationId: string, userId: string): boolean;
  /** Ends all that a connection started; returns where. */
  stopConnection(connectionId: string): readonly { readonly conversationId: string; readonly userId: string }[];
};
