import { describe, expect, test } from 'vitest';
import { conversationShape, messageShape, shownId, ticketShape, timeShape } from './shapes.ts';
import {
  CONVERSATIONS,
  fails,
  freshNumber,
  messagesOf,
  must,
  openConversation,
  openTicket,
  openTravel,
  refused,
  rowOf,
  say,
  TICKETS,
  tell,
} from './travel.ts';

const travel = await openTravel();

describe('ids', () => {
  test('TRAV-10 whole numbers are numbers, everything else is text', async () => {
    const ann = await travel.person('Ann');
    const number = freshNumber();
    const ids = [
      `${number}`,
      `0${number}`,
      `${number}.0`,
      `-${number}`,
      `9007199254740993${number}`,
      `+${number}`,
      ` ${number}`,
    ];
    for (const sub of ids) {
      const other = await travel.person('Other', { claims: { sub } });
      const row = await openConversation(ann, other);
      expect(row.other_user_id, sub).toBe(sub === ids[0] ? number : sub);
      const seen = await rowOf(other, row.id);
      expect([seen.user1_id, seen.user2_id, seen.other_user_id]).toEqual([ann.id, row.other_user_id, ann.id]);
    }
  });

  test('TRAV-10 the biggest number that is exact is one, the next is text', async () => {
    const ann = await travel.person('Ann');
    for (const sub of ['9007199254740991', '9007199254740992']) {
      const other = await travel.person('Edge', { claims: { sub } });
      expect((await openConversation(ann, other)).other_user_id).toBe(shownId(sub));
    }
    expect([shownId('9007199254740991'), shownId('9007199254740992')]).toEqual([9007199254740991, '9007199254740992']);
  });

  test('TRAV-10 ids are shown alike in messages, tickets and events', async () => {
    const ann = await travel.person('Ann', { numeric: true });
    const bo = await travel.person('Bo', { numeric: true });
    const { id } = await openConversation(ann, bo);
    const [one, two] = [await ann.connect('one'), await bo.connect('two')];
    await tell(two, 'join-conversation', id);
    await tell(one, 'typing', { conversationId: id });
    expect(await two.next('typing')).toMatchObject({ userId: Number(ann.id), conversationId: id });
    const [row] = await say(one, id, 'Hello');
    expect(await two.next('message-received')).toMatchObject({ id: row?.id, sender_id: Number(ann.id) });
    await tell(two, 'mark-as-read', row?.id);
    expect(await one.next('message-read')).toMatchObject({ userId: Number(bo.id), messageId: row?.id });
    expect(await tell(one, 'user-online')).toMatchObject({ online_users: [Number(bo.id)] });
    const ticket = await openTicket(ann);
    expect(ticket.user_id).toBe(Number(ann.id));
  });

  test('TRAV-11 a number and its text are the same id, everywhere', async () => {
    const ann = await travel.person('Ann', { numeric: true });
    const bo = await travel.person('Bo', { numeric: true });
    const first = must(await ann.post(CONVERSATIONS, { otherUserId: bo.id }), 201).as(conversationShape);
    const again = must(await ann.post(CONVERSATIONS, { otherUserId: Number(bo.id) }), 200).as(conversationShape);
    expect(again).toEqual(first);
    const numeric = travel.http(await travel.target.token({ id: Number(bo.id), name: 'Bo' }), bo.id);
    expect((await rowOf(numeric, first.id)).other_user_id).toBe(Number(ann.id));
    const wire = await ann.connect();
    const [row] = await say(wire, `${first.id}`, 'by its text');
    for (const id of [first.id, `${first.id}`]) {
      await tell(wire, 'join-conversation', id);
      await tell(wire, 'join-conversation', { conversationId: id });
    }
    await tell(wire, 'mark-as-read', `${row?.id}`);
    const ticket = await openTicket(ann);
    await tell(wire, 'join-support', `${ticket.id}`);
    await tell(wire, 'send-support-message', { ticketId: `${ticket.id}`, message: 'x' });
    must(await ann.post(`${CONVERSATIONS}/${first.id}/mark-read`, { messageId: `${row?.id}` }), 200);
  });

  const NO_IDS = [true, false, {}, { id: 1 }, [], [1], ['1'], 1.5, -0.5, '', null];

  test.each(NO_IDS)('TRAV-12 %j is no id', async (wrong) => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const ticket = await openTicket(ann);
    refused(await ann.post(CONVERSATIONS, { otherUserId: wrong }), 400, /otherUserId/);
    if (wrong !== null) {
      refused(await ann.post(`${CONVERSATIONS}/${id}/mark-read`, { messageId: wrong }), 400, /messageId/);
    }
    const wire = await ann.connect();
    for (const event of ['join-conversation', 'leave-conversation', 'typing', 'stop-typing']) {
      expect(await fails(wire, event, { conversationId: wrong })).toMatch(/conversationId/);
    }
    for (const event of ['join-support', 'leave-support']) {
      expect(await fails(wire, event, { ticketId: wrong })).toMatch(/ticketId/);
    }
    await fails(wire, 'send-message', { conversationId: wrong, message: 'x' });
    await fails(wire, 'send-support-message', { ticketId: wrong, message: 'x' });
    await fails(wire, 'mark-as-read', { messageId: wrong });
    for (const event of ['join-conversation', 'leave-conversation', 'join-support', 'leave-support', 'mark-as-read']) {
      await fails(wire, event, wrong);
    }
    expect(await messagesOf(ann, id)).toEqual([]);
    expect(must(await ann.get(`${TICKETS}/${ticket.id}`), 200).json).toMatchObject({ messages: [] });
  });

  test('TRAV-12 in an address what cannot be an id is not there', async () => {
    const ann = await travel.person('Ann');
    const root = await travel.person('Root', { role: 'admin' });
    const ids = [
      '0',
      '-1',
      '1.5',
      'true',
      'null',
      '[1]',
      '%7B%7D',
      '%20',
      "1'%20OR%201=1",
      '99999999999999999999',
      '007',
      '%F0%9F%91%8D',
      'x'.repeat(400),
    ];
    for (const id of ids) {
      refused(await ann.get(`${CONVERSATIONS}/${id}/messages`), 404, 'Conversation not found');
      refused(await ann.post(`${CONVERSATIONS}/${id}/mark-read`), 404, 'Conversation not found');
      refused(await ann.get(`${TICKETS}/${id}`), 404, 'Support ticket not found');
      refused(await root.post(`${TICKETS}/${id}/respond`, { message: 'x' }), 404, 'Support ticket not found');
    }
  });
});

describe('errors', () => {
  test('TRAV-13 an error is one field, and names what was wrong', async () => {
    const ann = await travel.person('Ann');
    for (const [path, body, field] of [
      [CONVERSATIONS, {}, 'otherUserId'],
      [TICKETS, { description: 'd' }, 'subject'],
      [TICKETS, { subject: 's' }, 'description'],
      [TICKETS, { subject: 's', description: 'd', category: 'nonsense' }, 'category'],
      [TICKETS, { subject: 's', description: 'd', priority: 'nonsense' }, 'priority'],
    ] as const) {
      const answer = must(await ann.post(path, body), 400);
      expect(answer.json).toEqual({ error: expect.stringContaining(field) });
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    }
  });

  test('TRAV-14 only the socket that asked is told, and it stays', async () => {
    const { ann } = await travel.people('ann');
    const asker = await ann.connect('asker');
    const other = await ann.connect('other');
    expect(await fails(asker, 'join-conversation', 'nothing-of-the-kind')).toBe('Conversation not found');
    expect(await fails(asker, 'join-support', 'nothing-of-the-kind')).toBe('Support ticket not found');
    expect(await fails(asker, 'mark-as-read', 'nothing-of-the-kind')).toBe('Message not found');
    // Without a function to call, the event alone.
    asker.forget();
    asker.tell('send-message', { conversationId: 'nothing-of-the-kind', message: 'x' });
    expect(await asker.next('error')).toEqual({ event: 'send-message', message: 'Conversation not found' });
    await travel.settle();
    expect(asker.frames).toHaveLength(1);
    expect(other.frames).toEqual([]);
    expect(asker.socket.connected).toBe(true);
  });

  test.each([
    'nonsense',
    'message-received',
    'send_message',
    'sendMessage',
    'constructor',
    '__proto__',
    'toString',
    '',
  ])('TRAV-15 "%s" is no event', async (event) => {
    const wire = await (await travel.person('Ann')).connect();
    expect((await fails(wire, event, {})).length).toBeGreaterThan(0);
    expect(wire.frames).toHaveLength(1);
  });

  test.each([
    'send-message',
    'typing',
    'stop-typing',
    'mark-as-read',
    'join-conversation',
    'leave-conversation',
    'join-support',
    'leave-support',
    'send-support-message',
  ])('TRAV-15 %s takes no payload of another kind', async (event) => {
    const wire = await (await travel.person('Ann')).connect();
    for (const payload of [null, true, [], [{}], {}, 1.5, Buffer.from('x')]) await fails(wire, event, payload);
    await fails(wire, event);
    expect(wire.socket.connected).toBe(true);
  });

  test('TRAV-16 the token goes before the form, the form before existence, existence before rights, rights before state', async () => {
    const { ann, eve } = await travel.people('ann', 'eve');
    const root = await travel.person('Root', { role: 'admin' });
    const ticket = await openTicket(ann);
    const answer = (id: string | number) => `${TICKETS}/${id}/respond`;
    refused(await travel.anonymous.post(answer('nothing'), {}), 401);
    refused(await root.post(answer('nothing'), {}), 400, /message/);
    refused(await eve.post(answer('nothing'), {}), 400, /message/);
    refused(await eve.post(answer('nothing'), { message: 'x' }), 404, 'Support ticket not found');
    must(await root.post(answer(ticket.id), { message: 'bye', status: 'closed' }), 201);
    refused(await eve.post(answer(ticket.id), { message: 'x' }), 403);
    refused(await root.post(answer(ticket.id), { message: '' }), 400, /message/);
    refused(await root.post(answer(ticket.id), { message: 'x' }), 409, 'Ticket is closed');
    refused(await eve.post(`${CONVERSATIONS}/nothing/mark-read`, { messageId: {} }), 400, /messageId/);
    refused(await eve.get(`${CONVERSATIONS}/nothing/messages?limit=x`), 400, /limit/);
  });
});

const TEXTS = [
  '  leading and trailing  ',
  '\n\ttabs\r\n',
  '<script>alert("x")</script> &amp; <b>',
  `'; DROP TABLE messages; -- " \\ % _`,
  '👩‍👩‍👧‍👦 e\u0301 \u00e9 مرحبا \u202e',
  '{{7*7}} $x __proto__',
  '\u0001\u007f\u2028',
];

describe('text', () => {
  test('TRAV-17 text comes back as it was sent', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const [wire, other] = [await ann.connect('Ann'), await bo.connect('Bo')];
    await tell(other, 'join-conversation', id);
    const rows = await say(wire, id, ...TEXTS);
    expect(rows.map((row) => row.message_text)).toEqual(TEXTS);
    expect((await messagesOf(bo, id)).map((row) => row.message_text)).toEqual(TEXTS);
    await expect.poll(() => other.of('message-received').map((row) => row.message_text)).toEqual(TEXTS);
    expect((await rowOf(bo, id)).last_message).toBe(TEXTS.at(-1));
    for (const text of TEXTS) {
      const ticket = await openTicket(ann, { subject: text, description: text });
      expect([ticket.subject, ticket.description]).toEqual([text, text]);
      const { message } = await tell(wire, 'send-support-message', { ticketId: ticket.id, message: text });
      expect(message.message_text).toBe(text);
    }
  });

  const BAD = ['', ' ', '\t\n\r \u00a0\u2003', 'a\u0000b'];
  const smile = '😀';

  test('TRAV-18 an empty, a NUL and an overlong message are refused, one at the limit is not', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const root = await travel.person('Root', { role: 'admin' });
    const { id: conversationId } = await openConversation(ann, bo);
    const { id: ticketId } = await openTicket(ann);
    const wire = await ann.connect();
    for (const message of [...BAD, 'x'.repeat(5001), smile.repeat(5001)]) {
      expect(await fails(wire, 'send-message', { conversationId, message })).toMatch(/message/);
      expect(await fails(wire, 'send-support-message', { ticketId, message })).toMatch(/message/);
      refused(await root.post(`${TICKETS}/${ticketId}/respond`, { message }), 400, /message/);
    }
    expect(await messagesOf(ann, conversationId)).toEqual([]);
    for (const message of ['x'.repeat(5000), smile.repeat(5000)]) {
      const sent = await tell(wire, 'send-message', { conversationId, message });
      expect(sent.message.message_text).toBe(message);
      const said = await tell(wire, 'send-support-message', { ticketId, message });
      expect(said.message.message_text).toBe(message);
      must(await root.post(`${TICKETS}/${ticketId}/respond`, { message }), 201);
    }
  });

  test('TRAV-18 subjects and descriptions have limits of their own', async () => {
    const ann = await travel.person('Ann');
    for (const [field, most] of [
      ['subject', 255],
      ['description', 10_000],
    ] as const) {
      const body = { subject: 's', description: 'd' };
      for (const wrong of [...BAD, smile.repeat(most + 1)]) {
        refused(await ann.post(TICKETS, { ...body, [field]: wrong }), 400, new RegExp(field));
      }
      for (const right of ['x'.repeat(most), smile.repeat(most), ' x ']) {
        const ticket = must(await ann.post(TICKETS, { ...body, [field]: right }), 201).as(ticketShape);
        expect(ticket[field]).toBe(right);
      }
    }
  });

  test('TRAV-19 bodies that are no fit JSON are refused', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const { id: ticketId } = await openTicket(ann);
    const root = await travel.person('Root', { role: 'admin' });
    const nested = `{"otherUserId":"x","a":${'['.repeat(21)}${']'.repeat(21)}}`;
    const raws = [
      '{',
      '[]',
      '"x"',
      '5',
      'null',
      'true',
      nested,
      '{"__proto__":{"a":1},"subject":"s"}',
      '{"constructor":{"prototype":{}}}',
    ];
    for (const [who, path] of [
      [ann, CONVERSATIONS],
      [ann, `${CONVERSATIONS}/${id}/mark-read`],
      [ann, TICKETS],
      [root, `${TICKETS}/${ticketId}/respond`],
    ] as const) {
      for (const raw of raws) refused(await who.request('POST', path, undefined, { raw }), 400);
      const huge = JSON.stringify({
        otherUserId: bo.id,
        subject: 's',
        description: 'd',
        message: 'm',
        pad: 'x'.repeat(1_100_000),
      });
      refused(await who.request('POST', path, undefined, { raw: huge }), 413);
    }
    must(await ann.post(CONVERSATIONS, { otherUserId: bo.id, extra: { anything: [1, null] } }), 200);
  });

  test('TRAV-20 times are ISO 8601 in UTC, and of now', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const conversation = await openConversation(ann, bo);
    const wire = await ann.connect();
    const [row] = await say(wire, conversation.id, 'x');
    const ticket = await openTicket(ann);
    for (const time of [conversation.created_at, row?.created_at, ticket.created_at, ticket.updated_at]) {
      expect(Math.abs(Date.now() - Date.parse(timeShape.parse(time)))).toBeLessThan(60_000);
    }
    expect(messageShape.parse(row).read_at).toBeNull();
  });
});
