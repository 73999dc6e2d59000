import type { Core } from '../../core/core.ts';
import { Tally } from '../../core/figures/tally.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OFFER_DAYS = 30;

/** What operators are told of the service: events as this process saw them, and what the store counts. */
export class Figures {
  readonly #core: Core;
  readonly #messages: Tally;
  readonly #online: Tally;
  readonly #offline: Tally;

  constructor(core: Core) {
    const { now } = core;
    this.#core = core;
    this.#messages = new Tally(HOUR, SECOND, now);
    this.#online = new Tally(DAY, MINUTE, now);
    this.#offline = new Tally(DAY, MINUTE, now);
    core.bus.subscribe((event) => {
      if (event.type === 'message.sent') this.#messages.add();
      else if (event.type === 'presence.changed' && event.turned === 'online') this.#online.add();
      else if (event.type === 'presence.changed' && event.turned === 'offline') this.#offline.add();
    });
  }

  /** All of them, as of now. */
  async read() {
    const { figures, hub, now } = this.#core;
    const at = now();
    const [conversations, uploads, { offered, booked }] = await Promise.all([
      figures.conversationsSince(at - DAY),
      figures.uploadsSince(at - DAY),
      figures.offersSince(at - OFFER_DAYS * DAY),
    ]);
    return {
      activeConnections: hub.size,
      messagesPerMinute: this.#messages.over(MINUTE),
      messagesPerHour: this.#messages.over(HOUR),
      fileUploadsPerDay: uploads,
      userOnlineEvents: this.#online.over(DAY),
      userOfflineEvents: this.#offline.over(DAY),
      conversationsPerDay: conversations,
      serviceOfferConversionRate: offered === 0 ? null : booked / offered,
    };
  }
}
