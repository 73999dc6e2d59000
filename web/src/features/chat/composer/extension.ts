/** An answer that is ready to be sent, offered after `/`. */
export type SlashItem = { readonly id: string; readonly title: string; readonly body: string };

/** What a screen makes of the composer beyond writing messages. Functions in it are best the same ones always. */
export type ComposerExtension = {
  readonly placeholder?: string;
  /** `note` looks unlike a message, and nobody is told of the typing; drafts of the two are apart. `reply` by default. */
  readonly mode?: 'reply' | 'note';
  /** What is offered while a text is nothing but `/` and words; `query` is what stands behind that. */
  readonly onSlash?: (query: string) => Promise<readonly SlashItem[]>;
  /** The words of the one that was picked; its body without. @throws ParleyError */
  readonly renderSlash?: (item: SlashItem) => Promise<string>;
  /** Takes what was written elsewhere than into the conversation, and answers for it from then on. */
  readonly onSubmit?: (text: string, files: readonly File[]) => void;
};
