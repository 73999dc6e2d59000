import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../support/seeds.ts';
import { BASE, openClinic, type Person, type Wire } from './clinic.ts';
import { historyOf, lookAt, say } from './talk.ts';

/*
 * A client that keeps what it was told, event by event, and never fetches: whatever two people do, it must know in the end
 * what a fetch would tell it.
 */

const clinic = await openClinic();

/** What a client of `me` knows of its conversation from events alone. */
function replay(wire: Wire, me: string) {
  type Row = { id: string; seq: number; senderId: string; content: string; isDeleted: boolean; isRead: boolean };
  const rows = new Map<string, Row & { isDelivered: boolean | null }>();
  const change = (id: string, what: Partial<Row & { isDelivered: boolean }>) => {
    const row = rows.get(id);
    if (row) rows.set(id, { ...row, ...what });
  };
  for (const message of [...wire.of('message_sent').map((sent) => sent.message), ...wire.of('new_message')]) {
    const { id, seq, senderId, content, isDeleted, isRead, isDelivered } = message;
    if (!rows.has(id))
      // Of what others sent nobody is told when it was delivered: that was to them.
      rows.set(id, {
        id,
        seq,
        senderId,
        content,
        isDeleted,
        isRead,
        isDelivered: senderId === me ? isDelivered : null,
      });
  }
  for (const { messageId } of wire.of('message_delivered')) change(messageId, { isDelivered: true });
  for (const { messageIds } of [...wire.of('messages_read'), ...wire.of('mark_as_read_success')])
    for (const id of messageIds) change(id, { isRead: true });
  for (const { messageId } of wire.of('message_deleted')) change(messageId, { isDeleted: true, content: '' });
  return [...rows.values()].sort((one, other) => one.seq - other.seq);
}

async function fetched(who: Person, conversationId: string) {
  return (await historyOf(who, conversationId, '?limit=100')).map(
    ({ id, seq, senderId, content, isDeleted, isRead, isDelivered }) => ({
      id,
      seq,
      senderId,
      content,
      isDeleted,
      isRead,
      isDelivered: senderId === who.id ? isDelivered : null,
    }),
  );
}

const who = fc.constantFrom('pat' as const, 'doc' as const);
const at = fc.nat({ max: 30 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('say' as const), who, tempId: fc.nat({ max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), who, at, overHttp: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), who, at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fetch' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('come' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Lets the patient, who stays, and the doctor, who comes and goes, do all this; compares what each device knows. */
async function play(steps: readonly Step[]): Promise<void> {
  const { pat, doc, id } = await clinic.pair();
  const people = { pat, doc };
  const staying = [await pat.connect('pat1'), await pat.connect('pat2')] as const;
  let visiting: Wire | null = await doc.connect('doc');
  const said: string[] = [];
  for (const one of steps) {
    if (one.do === 'leave') {
      await visiting?.close();
      visiting = null;
    } else if (one.do === 'come') {
      visiting ??= await doc.connect('doc');
    } else if (one.do === 'fetch') {
      await historyOf(people[one.who], id);
    } else if (one.do === 'say') {
      const wire = one.who === 'pat' ? staying[0] : visiting;
      const receiverId = one.who === 'pat' ? doc.id : pat.id;
      const words = `${one.who} ${one.tempId}`;
      if (wire)
        said.push((await say(wire, { conversationId: id, receiverId }, words, { tempId: one.tempId })).messageId);
    } else if (said.length > 0) {
      const messageId = said[one.at % said.length] ?? '';
      if (one.do === 'delete') await people[one.who].delete(`${BASE}/${messageId}`);
      else if (one.overHttp || one.who === 'doc')
        await people[one.who].put(`${BASE}/conversations/${id}/mark-read`, { messageIds: [messageId] });
      else await staying[1].ask('mark_as_read', { conversationId: id, messageIds: [messageId] });
    }
  }
  await clinic.settle();
  const truth = await fetched(pat, id);
  for (const wire of staying) expect(replay(wire, pat.id), wire.label).toEqual(truth);
  const unread = truth.filter(({ senderId, isRead, isDeleted }) => senderId !== pat.id && !isRead && !isDeleted);
  expect((await lookAt(pat, id)).unreadCount).toBe(unread.length);
  await Promise.all([...staying, visiting].map((wire) => wire?.close()));
}

test('TELE-185 who hears every event knows what a fetch would tell, whatever two people do', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), play), runs(12));
}, 60_000);
