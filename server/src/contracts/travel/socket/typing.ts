/** Who is known to be typing where, so that only changes are told. */
export class TypingNews {
  readonly #typing = new Map<string, Set<string>>();

  /** True when this is news. */
  turned(conversationId: string, userId: string, isTyping: boolean): boolean {
    const people = this.#typing.get(conversationId);
    if (isTyping === (people?.has(userId) ?? false)) return false;
    if (isTyping) {
      if (people) people.add(userId);
      else this.#typing.set(conversationId, new Set([userId]));
    } else if (people?.delete(userId) && people.size === 0) this.#typing.delete(conversationId);
    return true;
  }

  clear(): void {
    this.#typing.clear();
  }
}
