/** Reactions that are a press away. */
export const quickEmoji = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;
