import { describe, expect, test } from 'vitest';
import type { Answer } from '../support/http.ts';
import { errorShape, type Id, responseShape, ticketShape, ticketWithMessagesShape } from './shapes.ts';
import { setTicket } from './stage.ts';
import { fails, must, openTicket, openTravel, refused, TICKETS, type Traveller, tell } from './travel.ts';

const travel = await openTravel();
const ROUNDS = 25;
const ASKED = ['closed', 'in_progress', 'resolved', 'closed'] as const;
/** Where a ticket goes from each status that a round may leave it in. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  open: ['in_progress', 'resolved', 'closed'],
  in_progress: ['in_progress', 'resolved', 'closed'],
  resolved: ['in_progress', 'resolved', 'closed'],
  closed: [],
};

const look = async (who: Traveller, id: Id) => must(await who.get(`${TICKETS}/${id}`), 200).as(ticketWithMessagesShape);
const respond = (who: Traveller, id: Id, body: object, key?: string) =>
  who.request(
    'POST',
    `${TICKETS}/${id}/respond`,
    body,
    key === undefined ? {} : { headers: { 'idempotency-key': key } },
  );
const open = (who: Traveller, body: object, key: string) =>
  who.request('POST', TICKETS, body, { headers: { 'idempotency-key': key } });
const given = (answer: Answer) => must(answer, 201).as(responseShape);

/** Values without those that only repeat the one before. */
const changes = (values: readonly string[]) => values.filter((value, at) => value !== values[at - 1]);

describe('responses that race', () => {
  test('TRAV-74 of responses at once each is stored with its status or not at all, one after another', async () => {
    const [ann, sara] = [await travel.person('Ann'), await travel.person('Sara', { role: 'admin' })];
    const bo = await travel.person('Bo', { role: 'agent' });
    const [room, list] = [await ann.connect('room'), await ann.connect('list')];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id } = await openTicket(ann);
      await tell(room, 'join-support', id);
      await travel.settle();
      for (const wire of [room, list]) wire.forget();
      const answers = await Promise.all(
        ASKED.map((status, at) => respond(at % 2 === 0 ? sara : bo, id, { message: `${at} ${status}`, status })),
      );
      const stored: { seq: number; text: string; status: string }[] = [];
      for (const [at, status] of ASKED.entries()) {
        const answer = answers[at];
        if (answer?.status !== 201) {
          expect([answer?.status, answer?.as(errorShape).error], answer?.text).toEqual([409, expect.any(String)]);
          continue;
        }
        const { ticket, response } = given(answer);
        expect(ticket.status, `asked for ${status}`).toBe(status);
        expect([response.message_text, response.ticket_id]).toEqual([`${at} ${status}`, id]);
        stored.push({ seq: response.seq, text: response.message_text, status });
      }
      stored.sort((one, other) => one.seq - other.seq);
      let status = 'open';
      for (const one of stored) {
        expect(NEXT[status], `${JSON.stringify(stored)}`).toContain(one.status);
        status = one.status;
      }
      expect(stored.filter((one) => one.status === 'closed')).toHaveLength(1);
      const seen = await look(ann, id);
      expect(seen.status).toBe('closed');
      expect(seen.messages.map((row) => [row.seq, row.message_text])).toEqual(
        stored.map(({ text }, at) => [at + 1, text]),
      );
      await list.next('support-ticket-updated', (update) => update.ticket.status === 'closed');
      await travel.settle();
      expect(room.of('support-message-received').map((row) => row.message_text)).toEqual(stored.map((one) => one.text));
      const told = list.of('support-ticket-updated').map((update) => update.ticket.status);
      expect(changes(told)).toEqual(changes(stored.map((one) => one.status)));
    }
  }, 60_000);

  test('TRAV-74 what is refused is neither stored nor heard', async () => {
    const { wires, id, ann, admin, bo, heard, clear } = await setTicket(travel);
    given(await respond(admin, id, { message: 'bye', status: 'closed' }));
    await clear();
    for (const status of ['closed', 'resolved', 'in_progress', undefined]) {
      refused(await respond(bo, id, { message: 'late', status }), 409);
    }
    await heard({});
    expect((await look(ann, id)).messages.map((row) => row.message_text)).toEqual(['bye']);
    expect(given(await respond(bo, id, { message: 'back', status: 'open' })).ticket.status).toBe('open');
    expect(await wires.ann1.next('support-message-received')).toMatchObject({ seq: 2, message_text: 'back' });
    await travel.settle();
    await clear();
  });

  test('TRAV-74 messages that are sent meanwhile keep their places', async () => {
    const [ann, sara] = [await travel.person('Ann'), await travel.person('Sara', { role: 'admin' })];
    const { id } = await openTicket(ann);
    const wire = await ann.connect('Ann');
    const texts: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const said = ['in_progress', 'open'].map((status) =>
        respond(sara, id, { message: `${round} ${status}`, status }),
      );
      const sent = tell(wire, 'send-support-message', { ticketId: id, message: `${round} mine` });
      for (const answer of await Promise.all(said)) texts.push(given(answer).response.message_text);
      texts.push((await sent).message.message_text);
    }
    const { messages } = await look(ann, id);
    expect(messages.map((row) => row.seq)).toEqual(texts.map((_, at) => at + 1));
    expect(messages.map((row) => row.message_text).sort()).toEqual(texts.sort());
    await travel.settle();
    expect(wire.of('support-message-received').map((row) => row.seq)).toEqual(texts.map((_, at) => at + 1));
  });
});

describe('asking again', () => {
  test('TRAV-75 a ticket that is asked for again with its Idempotency-Key is the same one', async () => {
    const { ann, wires, heard } = await setTicket(travel);
    const body = { subject: 'Twice', description: 'once', category: 'booking' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => open(ann, body, 'k1')));
    const made = answers.map((answer) => must(answer, 201).as(ticketShape));
    for (const row of made) expect(row).toEqual(made[0]);
    expect(await wires.ann2.next('support-ticket-updated')).toEqual({ ticketId: made[0]?.id, ticket: made[0] });
    const list = ['support-ticket-updated'] as const;
    await heard({ ann1: list, ann2: list, bo1: list, bo2: list, bo3: list, admin: list });
    expect(must(await open(ann, body, 'k1'), 201).as(ticketShape)).toEqual(made[0]);
    refused(await open(ann, { ...body, description: 'else' }, 'k1'), 409, 'Conflict');
    refused(await open(ann, { ...body, category: 'complaint' }, 'k1'), 409, 'Conflict');
    await heard({});
    const own = must(await ann.get(TICKETS), 200).as(ticketShape.array());
    expect(own.filter((row) => row.subject === 'Twice')).toHaveLength(1);
  });

  test('TRAV-75 an Idempotency-Key is its caller’s own', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const body = { subject: 's', description: 'd' };
    const ids = [await open(ann, body, 'same'), await open(bo, body, 'same'), await open(ann, body, 'other')].map(
      (answer) => must(answer, 201).as(ticketShape).id,
    );
    expect(new Set(ids).size).toBe(3);
  });

  test.each(['header', 'number', 'text'] as const)('TRAV-76 a response is made once: its id as %s', async (way) => {
    const { wires, id, ann, admin, heard } = await setTicket(travel);
    const again = (body: object) =>
      way === 'header'
        ? respond(admin, id, body, '7')
        : respond(admin, id, { ...body, tempId: way === 'number' ? 7 : '7' });
    const body = { message: 'Found it', status: 'closed' };
    const first = given(await again(body));
    await wires.ann1.next('support-message-received');
    const own = await wires.admin.next('support-ticket-updated');
    expect(own.ticket).toEqual(first.ticket);
    const [list, room] = [
      ['support-ticket-updated+'],
      ['support-ticket-updated+', 'support-message-received'],
    ] as const;
    await heard({ ann1: room, ann2: list, bo1: room, bo2: list, bo3: list, admin: list });
    // Also though the ticket takes no message any more.
    expect(given(await again(body))).toEqual(first);
    expect(given(await respond(admin, id, { message_text: 'Found it', newStatus: 'closed' }, '7'))).toEqual(first);
    refused(await again({ ...body, message: 'Lost it' }), 409, 'Conflict');
    refused(await again({ ...body, status: 'resolved' }), 409, 'Conflict');
    refused(await again({ message: body.message }), 409, 'Conflict');
    await heard({});
    expect((await look(ann, id)).messages).toEqual([first.response]);
  });

  test('TRAV-76 a resend tells how the ticket stands now', async () => {
    const [ann, sara] = [await travel.person('Ann'), await travel.person('Sara', { role: 'admin' })];
    const { id } = await openTicket(ann);
    const body = { message: 'done', status: 'resolved', tempId: 'a' };
    const first = given(await respond(sara, id, body));
    given(await respond(sara, id, { message: 'not quite', status: 'open' }));
    const again = given(await respond(sara, id, body));
    expect([again.response, again.ticket.status]).toEqual([first.response, 'open']);
    expect((await look(ann, id)).messages).toHaveLength(2);
  });

  test('TRAV-76 of the same response many times at once one is stored', async () => {
    const [ann, sara] = [await travel.person('Ann'), await travel.person('Sara', { role: 'admin' })];
    for (const status of ['resolved', undefined]) {
      const { id } = await openTicket(ann);
      const body = { message: 'once', status, tempId: 'a' };
      const ids = (await Promise.all(Array.from({ length: 8 }, () => respond(sara, id, body)))).map(
        (answer) => given(answer).response.id,
      );
      expect(new Set(ids).size).toBe(1);
      expect((await look(ann, id)).messages).toHaveLength(1);
    }
  });

  test('TRAV-76 the ids are those of support messages', async () => {
    const { wires, id, ann, bo, clear } = await setTicket(travel);
    given(await respond(bo, id, { message: 'rest', tempId: 9 }));
    expect((await wires.bo1.next('support-message-received')).tempId).toBe(9);
    expect(await fails(wires.bo1, 'send-support-message', { ticketId: id, message: 'live', tempId: 9 })).toBe(
      'Conflict',
    );
    await tell(wires.ann1, 'send-support-message', { ticketId: id, message: 'another’s', tempId: 9 });
    expect((await look(ann, id)).messages.map((row) => row.message_text)).toEqual(['rest', 'another’s']);
    await clear();
  });

  test.each(['', 'k'.repeat(129)])('TRAV-77 the Idempotency-Key %j is refused', async (key) => {
    const [ann, sara] = [await travel.person('Ann'), await travel.person('Sara', { role: 'admin' })];
    refused(await open(ann, { subject: 's', description: 'd' }, key), 400, /Idempotency-Key/);
    const { id } = await openTicket(ann);
    refused(await respond(sara, id, { message: 'x' }, key), 400, /Idempotency-Key/);
    given(await respond(sara, id, { message: 'x' }, 'k'.repeat(128)));
    expect((await look(ann, id)).messages).toHaveLength(1);
  });
});
