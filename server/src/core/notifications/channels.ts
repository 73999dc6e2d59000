/** A letter, ready to be sent. Header values hold no line breaks. */
export type Letter = {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Without angle brackets and without a host, which the mailer adds. The same again when a letter is sent again. */
  readonly messageId: string;
  /** The id (again without a host) under which mail programs show letters as one thread; null: on its own. */
  readonly threadId: string | null;
  /** Where one click ends letters of this kind; null for those that cannot be ended. */
  readonly unsubscribeUrl: string | null;
};

/**
 * Sends e-mail. `refused`: the receiving server will never take this letter. Rejects when it may be tried again: then it
 * can have arrived all the same.
 */
export type Mailer = {
  send(letter: Letter): Promise<'sent' | 'refused'>;
  close(): void;
};

/** A short text for a person, whose number the operator's gateway knows. `id` tells a repeat from something new. */
export type TextMessage = {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly category: string;
  readonly text: string;
};

/** Sends SMS; the same outcomes as `Mailer`. */
export type SmsSender = { send(message: TextMessage): Promise<'sent' | 'refused'> };

/** A browser that takes notices, as the Push API describes it. */
export type PushSubscription = {
  readonly id: string;
  readonly userId: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly createdAt: string;
};

/** What a browser shows; `data` lets it open the right place, `tag` replaces what it shows of the same thing. */
export type PushMessage = {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly data: { readonly ticketId?: string; readonly conversationId?: string; readonly messageId?: string };
};

/** Sends web push. `gone`: the subscription has ended. Rejects when it may be tried again. */
export type PushSender = {
  /** The public key that browsers subscribe with, as base64url. */
  readonly publicKey: string;
  send(subscription: PushSubscription, message: PushMessage): Promise<'sent' | 'refused' | 'gone'>;
};

/** Subscriptions of browsers, a few to each person. */
export type PushSubscriptionStore = {
  list(userId: string): Promise<readonly PushSubscription[]>;
  /** Those of `userIds` who have any. */
  owners(userIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Keeps a subscription; one with the same endpoint of the same person gets the new keys instead (`created` false). Of
   * more than `max` the oldest go.
   */
  put(subscription: PushSubscription, max: number): Promise<{ subscription: PushSubscription; created: boolean }>;
  /** Removes it if it is there. */
  remove(userId: string, endpoint: string): Promise<void>;
};

/** The ways out of the server that are set up; null: not set up. */
export type Outlets = {
  readonly mailer: Mailer | null;
  readonly sms: SmsSender | null;
  readonly push: PushSender;
};
