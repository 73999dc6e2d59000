// A client that keeps what it cannot send, sends it again under the same id, and catches up on what it missed.
//   JWT_SECRET=... PARLEY_URL=http://localhost:5000 node examples/travel/offline.mjs
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ask, connect, run, somebody, tell } from './client.mjs';

const API = '/api/messaging/conversations';

/** One conversation on one device, as its screen shows it: `messages`, and `unsent` below them. */
class Chat {
  messages = [];
  unsent = [];

  constructor(person, socket, conversationId) {
    Object.assign(this, { person, socket, conversationId });
    socket.on('message-received', (message) => this.show(message));
    socket.on('connect', () => void this.resume().catch((error) => this.failed(error)));
    socket.on('disconnect', () => console.log(`${person.name} is offline.`));
    this.failure = new Promise((_, reject) => {
      this.failed = reject;
    });
  }

  /** Each message once, in the order of the conversation, however it came here. */
  show(message) {
    if (message.conversation_id !== this.conversationId) return;
    if (this.messages.some((one) => one.id === message.id)) return;
    this.messages.push(message);
    this.messages.sort((one, other) => one.seq - other.seq);
  }

  write(message) {
    this.unsent.push({ conversationId: this.conversationId, message, tempId: randomUUID() });
    if (this.socket.connected) void this.flush().catch(() => undefined);
  }

  /** Sends what waits, in order. What is not acknowledged stays, and goes out again after the next connection. */
  async flush() {
    this.flushing ??= (async () => {
      for (let next = this.unsent[0]; next; next = this.unsent[0]) {
        const ack = await this.socket.timeout(3000).emitWithAck('send-message', next);
        assert.equal(ack.success, true, JSON.stringify(ack));
        assert.equal(ack.tempId, next.tempId);
        this.unsent.shift();
        this.show(ack.message);
      }
    })().finally(() => {
      this.flushing = undefined;
    });
    await this.flushing;
  }

  /** The room first, so that nothing falls between the history and what comes live. */
  async resume() {
    await tell(this.socket, 'join-conversation', this.conversationId);
    for (let more = true; more; ) {
      const last = this.messages.at(-1);
      const query = last ? `?limit=100&after=${last.id}` : '?limit=100';
      const missed = await ask(this.person, 'GET', `${API}/${this.conversationId}/messages${query}`);
      for (const message of missed) this.show(message);
      more = last !== undefined && missed.length === 100;
    }
    await this.flush().catch(() => undefined);
    console.log(`${this.person.name} is up to date: ${this.messages.length} messages.`);
  }

  async until(what, fits) {
    const end = Date.now() + 10_000;
    while (!fits()) {
      assert.ok(Date.now() < end, `still waiting until ${what}`);
      await Promise.race([this.failure, new Promise((resolve) => setTimeout(resolve, 10))]);
    }
  }
}

await run(async (keep) => {
  const ali = somebody('Ali');
  const sahara = somebody('Sahara Travel');
  const phone = keep(await connect(ali, { reconnectionDelay: 50, reconnectionDelayMax: 200 }));
  const desk = keep(await connect(sahara));
  const { id } = await ask(ali, 'POST', API, { otherUserId: sahara.id }, 201);
  const chat = new Chat(ali, phone, id);
  await chat.resume();
  chat.write('Hello');
  await chat.until('the first message is out', () => chat.unsent.length === 0);

  // A tunnel: both write meanwhile.
  phone.disconnect();
  chat.write('Are you there?');
  chat.write('I lost the net for a moment.');
  await tell(desk, 'send-message', { conversationId: id, message: 'Good morning!' });
  await tell(desk, 'send-message', { conversationId: id, message: 'How can we help?' });
  assert.equal(chat.unsent.length, 2);
  phone.connect();
  await chat.until('all is out and in', () => chat.unsent.length === 0 && chat.messages.length === 5);

  // The line breaks between a message and its acknowledgement: the client cannot know, sends again, and nothing is doubled.
  chat.write('Did this arrive?');
  phone.io.engine.close();
  await chat.until('the broken one is out', () => phone.connected && chat.unsent.length === 0);

  // And a resend by hand, as a client does that was restarted with its queue on disk.
  const kept = { conversationId: id, message: 'Thank you', tempId: randomUUID() };
  const first = await tell(phone, 'send-message', kept);
  const second = await tell(phone, 'send-message', kept);
  assert.equal(second.message.id, first.message.id);
  await chat.until('the last one shows', () => chat.messages.length === 7);

  const history = await ask(sahara, 'GET', `${API}/${id}/messages`);
  assert.deepEqual(
    history.map((message) => message.message_text),
    [
      'Hello',
      'Good morning!',
      'How can we help?',
      'Are you there?',
      'I lost the net for a moment.',
      'Did this arrive?',
      'Thank you',
    ],
  );
  assert.deepEqual(
    chat.messages.map((message) => message.id),
    history.map((message) => message.id),
  );
});
