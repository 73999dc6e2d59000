// One open conversation: a raw WebSocket, the history behind it, and what a screen shows of both. No framework, no packages: it
// runs in browsers as it stands.

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const STATES = { loading: 'loading', open: 'open', waiting: 'waiting', closed: 'closed' };

const NOTHING = Object.freeze({
  /** loading, open, waiting (for the next attempt to connect) or closed. */
  connection: STATES.loading,
  /** As the server has them, by their numbers. */
  messages: [],
  /** What was said here and is not stored yet. */
  unsent: [],
  status: null,
  participants: [],
  /** Ids of those who type, and of those who have the conversation open. */
  typing: [],
  present: [],
  /** How far others have read: the message's id by the user's id. */
  readUpTo: {},
  error: null,
});

export class Conversation {
  #base;
  #id;
  #token;
  #state = NOTHING;
  #listeners = new Set();
  #socket = null;
  #timer = null;
  #pause = FIRST_PAUSE_MS;
  #wanted = false;

  /** `url`: where the contract is, such as http://localhost:3006 or http://localhost:3007/charity. */
  constructor({ url, id, token }) {
    this.#base = url.replace(/\/+$/, '');
    this.#id = id;
    this.#token = token;
  }

  /** Calls `listener` after each change; gives the function that ends it. */
  subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What there is to show; the same object until something changes. */
  getSnapshot = () => this.#state;

  /** Connects, and connects again whenever the connection is lost. */
  open = () => {
    this.#wanted = true;
    this.#connect();
  };

  close = () => {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
    this.#socket = null;
    this.#set({ connection: STATES.closed, typing: [], present: [] });
  };

  /** Says something. It is shown at once, and sent again under the same id until it is stored: it is stored once. */
  send = (content, metadata = {}) => {
    const frame = { type: 'message', content, metadata, clientMessageId: crypto.randomUUID() };
    this.#set({ unsent: [...this.#state.unsent, frame] });
    this.#emit(frame);
  };

  setTyping = (isTyping) => this.#emit({ type: 'typing', isTyping });

  /** Says that all that is shown was read. */
  markRead = () => {
    const last = this.#state.messages.at(-1);
    if (last) this.#emit({ type: 'read', messageId: last.messageId });
  };

  #set(changes) {
    this.#state = Object.freeze({ ...this.#state, ...changes });
    for (const listener of this.#listeners) listener();
  }

  #emit(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #connect() {
    const address = `${this.#base.replace(/^http/, 'ws')}/ws/conversations/${this.#id}?token=${this.#token}`;
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#hear(JSON.parse(data));
    };
    socket.onerror = () => {}; // why is asked when it has closed
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) void this.#lost(code);
    };
  }

  /** 1008: no longer allowed. A refusal to connect has no code that a page may see: asking over REST tells why. */
  async #lost(code) {
    this.#socket = null;
    this.#set({ connection: STATES.waiting, typing: [], present: [] });
    const refused = code === 1008 ? { code: 'FORBIDDEN', message: 'No longer allowed' } : await this.#reasonAgainst();
    if (!this.#wanted) return;
    if (refused) this.#set({ connection: STATES.closed, error: refused });
    else this.#timer = setTimeout(() => this.#connect(), this.#pause * (0.5 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  async #reasonAgainst() {
    try {
      const { status, body } = await this.#ask('');
      return [401, 403, 404].includes(status) ? body.error : null;
    } catch {
      return null;
    }
  }

  async #ask(path) {
    const headers = { authorization: `Bearer ${this.#token}` };
    const response = await fetch(`${this.#base}/api/conversations/${this.#id}${path}`, { headers });
    return { status: response.status, body: await response.json() };
  }

  /** The connection is up: whatever is stored from now on is heard, so that what came before it is all that is missing. */
  async #welcomed() {
    const socket = this.#socket;
    const { messages } = this.#state;
    const first = messages.length === 0;
    this.#set({ connection: STATES.open, error: null });
    this.#pause = FIRST_PAUSE_MS;
    for (const frame of this.#state.unsent) this.#emit(frame);
    try {
      const { body } = await this.#ask('');
      if (body.success) this.#set({ status: body.data.status, participants: body.data.participants });
      let last = messages.at(-1)?.messageId;
      for (let more = true; more && this.#socket === socket; ) {
        const page = await this.#ask(`/messages?limit=100${last === undefined ? '' : `&after=${last}`}`);
        if (!page.body.success) return;
        this.#add(page.body.data.messages);
        last = page.body.data.messages.at(-1)?.messageId ?? last;
        more = !first && page.body.data.pagination.hasMore;
      }
    } catch (error) {
      this.#set({ error: { code: 'NETWORK', message: String(error) } });
    }
  }

  #add(found) {
    const known = new Map(this.#state.messages.map((message) => [message.messageId, message]));
    for (const message of found) known.set(message.messageId, message);
    this.#set({ messages: [...known.values()].sort((one, other) => one.seq - other.seq) });
  }

  #hear(frame) {
    const { unsent, typing, present, readUpTo } = this.#state;
    switch (frame.type) {
      case 'system':
        if (this.#state.connection === STATES.open) break;
        void this.#welcomed();
        break;
      case 'message_sent':
        this.#set({ unsent: unsent.filter((one) => one.clientMessageId !== frame.clientMessageId) });
        this.#add([frame]);
        break;
      case 'message_received':
        this.#add([frame]);
        break;
      case 'typing_start':
        this.#set({ typing: [...new Set([...typing, frame.userId])] });
        break;
      case 'typing_stop':
        this.#set({ typing: typing.filter((id) => id !== frame.userId) });
        break;
      case 'read_receipt':
        this.#set({ readUpTo: { ...readUpTo, [frame.userId]: frame.messageId } });
        break;
      case 'user_joined':
        this.#set({ present: [...new Set([...present, frame.userId])] });
        break;
      case 'user_left':
        this.#set({ present: present.filter((id) => id !== frame.userId) });
        break;
      case 'conversation_updated':
        this.#set({ status: frame.status, participants: frame.participants });
        break;
      case 'error':
        this.#set({ error: { code: frame.code, message: frame.message } });
        break;
    }
  }
}
