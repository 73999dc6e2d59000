import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CONVERSATIONS,
  eventually,
  look,
  lookAt,
  MESSAGES,
  makeGroup,
  memberOf,
  pause,
  say,
} from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server.ts';
import type { Conversation } from '../support/shapes.ts';
import { listShape, readerShape } from '../support/shapes.ts';
import { quiet } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
let people: Person[] = [];
let crowd: Conversation;
const person = (index: number): Person => {
  const found = people[index];
  if (!found) throw new Error(`no person ${index}`);
  return found;
};

beforeAll(async () => {
  people = await Promise.all(Array.from({ length: 52 }, (_, index) => server.person(`p${index}`)));
  crowd = await makeGroup(person(0), people.slice(1), 'Crowd');
});

describe('more than fifty members', () => {
  test('CROWD-1 readers are counted, not listed', async () => {
    const message = await say(person(0), crowd, 'to all');
    await Promise.all(people.slice(1, 11).map((who) => who.post(`${CONVERSATIONS}/${crowd.id}/read`)));
    expect(await lookAt(person(0), message)).toMatchObject({ readBy: [], readCount: 10 });
    expect((await look(person(1), crowd)).unreadCount).toBe(0);
    expect((await look(person(20), crowd)).unreadCount).toBe(1);
    const answer = await person(0).get(`${MESSAGES}/${message.id}/reads?limit=100`);
    const readers = answer.as(listShape(readerShape)).data.map((reader) => reader.userId);
    expect(readers.sort()).toEqual(
      people
        .slice(1, 11)
        .map((who) => who.id)
        .sort(),
    );
  });

  test('CROWD-2 delivery is not announced, but counted within ten seconds', { timeout: 20_000 }, async () => {
    const wires = [await person(0).connect(), await person(1).connect(), await person(2).connect()];
    await quiet(wires);
    for (const wire of wires) wire.forget();
    const message = await say(person(0), crowd, 'delivered');
    await quiet(wires, 300);
    for (const wire of wires) {
      expect(wire.of('new_message').map((one) => one.id)).toEqual([message.id]);
      expect(wire.of('message_delivered')).toEqual([]);
    }
    await person(3).get(`${CONVERSATIONS}/${crowd.id}/messages`);
    await eventually(
      'delivered',
      async () => {
        return memberOf(await look(person(3), crowd), person(3)).lastDeliveredSeq === message.seq;
      },
      12_000,
    );
    await quiet(wires, 300);
    for (const wire of wires) expect(wire.of('message_delivered')).toEqual([]);
  });

  test('CROWD-3 receipts go to the senders of what was read and to the reader’s own other connections', async () => {
    const [sender, reader, other] = [person(10), person(11), person(12)];
    for (const who of [sender, reader, other]) await who.post(`${CONVERSATIONS}/${crowd.id}/read`);
    await pause(1200);
    const wires = {
      sender: await sender.connect(),
      reader: await reader.connect(),
      second: await reader.connect(),
      other: await other.connect(),
    };
    const all = Object.values(wires);
    const message = await say(sender, crowd, 'read me');
    await quiet(all);
    for (const wire of all) wire.forget();
    await wires.reader.ask('message_read', { conversationId: crowd.id, messageId: message.id });
    const receipt = { conversationId: crowd.id, userId: reader.id, messageId: message.id, seq: message.seq };
    expect(await wires.sender.waitFor('message_read_receipt')).toMatchObject(receipt);
    expect(await wires.second.waitFor('message_read_receipt')).toMatchObject(receipt);
    await quiet(all, 300);
    expect(wires.other.of('message_read_receipt')).toEqual([]);
    expect(wires.reader.of('message_read_receipt')).toEqual([]);
  });

  test('CROWD-3 at most one a second, and the last one tells the truth', async () => {
    const [sender, reader] = [person(20), person(21)];
    const hers = await sender.connect();
    const his = await reader.connect();
    let last = 0;
    for (let index = 0; index < 10; index += 1) last = (await say(sender, crowd, `r${index}`)).seq;
    await quiet([hers]);
    hers.forget();
    for (let seq = last - 9; seq <= last; seq += 1) {
      await his.ask('message_read', { conversationId: crowd.id, upToSeq: seq });
      await pause(30);
    }
    await pause(1300);
    const receipts = hers.of('message_read_receipt').filter((one) => one.userId === reader.id);
    expect(receipts.length).toBeGreaterThanOrEqual(1);
    expect(receipts.length).toBeLessThanOrEqual(3);
    expect(receipts.at(-1)?.seq).toBe(last);
  });
});
