import { afterAll, describe, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import {
  CONVERSATIONS,
  historyOf,
  look,
  MESSAGES,
  makeDirect,
  makeGroup,
  memberOf,
  say,
} from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { conversationShape } from '../support/shapes.ts';
import { quiet } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
const cast = () => server.people('owner', 'helper', 'member', 'other', 'outsider');
type Cast = Awaited<ReturnType<typeof cast>>;
type Group = { readonly id: string };

/** A group with an owner, an admin and two members. */
const gather = async (): Promise<Cast & { group: Group }> => {
  const people = await cast();
  const group = await makeGroup(people.owner, [people.helper, people.member, people.other], 'Team');
  await setRole(people.owner, group, people.helper, 'admin');
  return { ...people, group };
};
const at = (group: Group, rest = '') => `${CONVERSATIONS}/${group.id}${rest}`;
const setRole = (who: Api, group: Group, whom: { id: string }, role: unknown) =>
  who.put(at(group, `/members/${whom.id}`), { role });
const add = (who: Api, group: Group, ...ids: unknown[]) => who.post(at(group, '/members'), { userIds: ids });
const remove = (who: Api, group: Group, id: string) => who.delete(at(group, `/members/${id}`));
const notices = async (who: Api, group: Group) =>
  (await historyOf(who, group)).filter((message) => message.type === 'system').map((message) => message.metadata);

describe('title, avatar and metadata', () => {
  test('GRP-1 owner and admins change them, a title or avatar with a numbered notice', async () => {
    const { owner, helper, member, group } = await gather();
    const before = (await historyOf(owner, group)).length;
    const renamed = await owner.put(at(group), { title: 'Crew' });
    expect(renamed.as(conversationShape)).toMatchObject({ title: 'Crew', avatar: null });
    const dressed = await helper.put(at(group), { avatar: 'https://x.org/a.png', metadata: { colour: 'red' } });
    expect(dressed.as(conversationShape)).toMatchObject({
      title: 'Crew',
      avatar: 'https://x.org/a.png',
      metadata: { colour: 'red' },
    });
    const added = (await historyOf(member, group)).slice(before);
    expect(added.map((message) => message.metadata)).toMatchObject([
      { event: 'title_changed', by: owner.id },
      { event: 'avatar_changed', by: helper.id },
    ]);
    expect(added.map((message) => message.seq)).toEqual([before + 1, before + 2]);
  });

  test('GRP-1 members may not, outsiders even less, and a direct conversation has none', async () => {
    const { owner, member, outsider, group } = await gather();
    expectRefusal(await member.put(at(group), { title: 'Mine' }), 403, 'forbidden');
    expectRefusal(await outsider.put(at(group), { title: 'Mine' }), 403, 'not_a_member');
    expectRefusal(await owner.put(`${CONVERSATIONS}/unknown`, { title: 'Mine' }), 404, 'not_found');
    const chat = await makeDirect(owner, member);
    expectRefusal(await owner.put(at(chat), { title: 'Mine' }), 409, 'not_a_group');
    // Groups are never closed: that is for agents, in support conversations.
    expectRefusal(await owner.put(at(group), { status: 'closed' }), 403, 'forbidden');
    expect((await look(owner, group)).title).toBe('Team');
  });

  test.each([
    ['title', ''],
    ['title', 'x'.repeat(101)],
    ['title', null],
    ['title', 5],
    ['avatar', 5],
    ['metadata', []],
    ['metadata', { pad: 'x'.repeat(17_000) }],
    ['status', 'paused'],
  ])('GRP-1 %s may not be %j', async (field, value) => {
    const { owner, group } = await gather();
    expectRefusal(await owner.put(at(group), { [field]: value }), 400, 'validation_failed', new RegExp(`^${field}`));
  });
});

describe('adding', () => {
  test('GRP-2 owner and admins add people, each with a notice', async () => {
    const { owner, helper, outsider, group } = await gather();
    const late = await server.person('late');
    await say(owner, group, 'history');
    const answer = await add(owner, group, outsider.id);
    expect(answer.status).toBe(200);
    expect(answer.as(conversationShape).memberCount).toBe(5);
    expect((await add(helper, group, late.id)).as(conversationShape).memberCount).toBe(6);
    expect((await notices(owner, group)).slice(-2)).toMatchObject([
      { event: 'member_added', userId: outsider.id, by: owner.id },
      { event: 'member_added', userId: late.id, by: helper.id },
    ]);
    expect(memberOf(await look(owner, group), late).role).toBe('member');
  });

  test('GRP-2 adding someone who is there changes nothing', async () => {
    const { owner, helper, member, group } = await gather();
    const before = await look(owner, group);
    const answer = await add(owner, group, member.id, helper.id);
    expect(answer.status).toBe(200);
    const after = answer.as(conversationShape);
    expect(after).toMatchObject({ memberCount: before.memberCount, lastSeq: before.lastSeq });
    expect(memberOf(after, helper).role).toBe('admin');
  });

  test('GRP-2 members and outsiders may not, unknown people are named, a direct conversation stays a pair', async () => {
    const { owner, member, outsider, group } = await gather();
    expectRefusal(await add(member, group, outsider.id), 403, 'forbidden');
    expectRefusal(await add(outsider, group, outsider.id), 403, 'not_a_member');
    expectRefusal(await add(owner, group, outsider.id, 'unknown-person'), 404, 'user_not_found', 'userIds.1');
    expect((await look(owner, group)).memberCount).toBe(4);
    const chat = await makeDirect(owner, member);
    expectRefusal(await add(owner, chat, outsider.id), 409, 'not_a_group');
    for (const wrong of [undefined, [], 'x', [5], [null]]) {
      const refused = await owner.post(at(group, '/members'), { userIds: wrong });
      expectRefusal(refused, 400, 'validation_failed', /^userIds/);
    }
  });

  test('GRP-3 a newcomer sees the whole history, none of it as unread, and is in nobody’s list of readers', async () => {
    const { owner, member, outsider, group } = await gather();
    const old = await say(owner, group, 'before you came');
    await add(owner, group, outsider.id);
    const seen = await historyOf(outsider, group);
    expect(seen.find((message) => message.id === old.id)?.content).toBe('before you came');
    expect((await look(outsider, group)).unreadCount).toBe(0);
    await outsider.post(at(group, '/read'));
    const read = (await historyOf(owner, group)).find((message) => message.id === old.id);
    expect(read).toMatchObject({ readCount: 0, readBy: [] });
    await say(member, group, 'after you came');
    expect((await look(outsider, group)).unreadCount).toBe(1);
  });
});

describe('leaving and removing', () => {
  test('GRP-4 anyone may leave, by own id or as "me"', async () => {
    const { owner, member, other, group } = await gather();
    expect((await remove(member, group, 'me')).status).toBe(204);
    expect((await remove(other, group, other.id)).status).toBe(204);
    for (const gone of [member, other]) {
      expectRefusal(await gone.get(at(group)), 403, 'not_a_member');
      expectRefusal(await gone.post(MESSAGES, { conversationId: group.id, content: 'x' }), 403, 'not_a_member');
    }
    expect((await notices(owner, group)).slice(-2)).toMatchObject([{ event: 'member_left' }, { event: 'member_left' }]);
    expect((await look(owner, group)).memberCount).toBe(2);
  });

  test('GRP-4 the owner removes anyone, an admin removes members only, a member nobody', async () => {
    const { owner, helper, member, other, outsider, group } = await gather();
    expectRefusal(await remove(member, group, other.id), 403, 'forbidden');
    expectRefusal(await remove(helper, group, owner.id), 403, 'forbidden');
    expectRefusal(await remove(outsider, group, member.id), 403, 'not_a_member');
    await setRole(owner, group, other, 'admin');
    expectRefusal(await remove(helper, group, other.id), 403, 'forbidden');
    expect((await remove(helper, group, member.id)).status).toBe(204);
    expect((await remove(owner, group, other.id)).status).toBe(204);
    expect((await notices(owner, group)).slice(-2)).toMatchObject([
      { event: 'member_removed', userId: member.id, by: helper.id },
      { event: 'member_removed', userId: other.id, by: owner.id },
    ]);
    expectRefusal(await member.get(at(group, '/messages')), 403, 'not_a_member');
    expectRefusal(await remove(owner, group, member.id), 404, 'not_found');
  });

  test('GRP-5 when the owner leaves, the oldest admin follows, else the oldest member', async () => {
    const { owner, helper, member, other, group } = await gather();
    await setRole(owner, group, other, 'admin');
    await remove(owner, group, 'me');
    expect(memberOf(await look(helper, group), helper).role).toBe('owner');
    await remove(other, group, 'me');
    await remove(helper, group, 'me');
    expect(memberOf(await look(member, group), member).role).toBe('owner');
    expect((await remove(member, group, 'me')).status).toBe(204);
    expectRefusal(await member.get(at(group)), 403, 'not_a_member');
  });

  test('GRP-4 someone who comes back is a plain member again', async () => {
    const { owner, helper, group } = await gather();
    await remove(helper, group, 'me');
    await add(owner, group, helper.id);
    expect(memberOf(await look(owner, group), helper).role).toBe('member');
    await say(owner, group, 'welcome');
    expect((await look(helper, group)).unreadCount).toBe(1);
  });
});

describe('roles', () => {
  test('GRP-6 the owner makes admins and hands the group over', async () => {
    const { owner, member, group } = await gather();
    const raised = await setRole(owner, group, member, 'admin');
    expect(raised.status).toBe(200);
    expect(memberOf(raised.as(conversationShape), member).role).toBe('admin');
    const handed = (await setRole(owner, group, member, 'owner')).as(conversationShape);
    expect(memberOf(handed, member).role).toBe('owner');
    expect(memberOf(handed, owner).role).toBe('admin');
    expectRefusal(await setRole(owner, group, member, 'member'), 403, 'forbidden');
    expect((await notices(member, group)).at(-1)).toMatchObject({ event: 'role_changed', by: owner.id });
  });

  test('GRP-6 nobody else does, and only to members', async () => {
    const { owner, helper, member, other, outsider, group } = await gather();
    expectRefusal(await setRole(helper, group, other, 'admin'), 403, 'forbidden');
    expectRefusal(await setRole(member, group, member, 'owner'), 403, 'forbidden');
    expectRefusal(await setRole(outsider, group, outsider, 'owner'), 403, 'not_a_member');
    expectRefusal(await setRole(owner, group, outsider, 'admin'), 404, 'not_found');
    for (const wrong of ['king', '', null, 5, undefined]) {
      expectRefusal(await setRole(owner, group, member, wrong), 400, 'validation_failed', 'role');
    }
    const chat = await makeDirect(owner, member);
    expectRefusal(await setRole(owner, chat, member, 'admin'), 409, 'not_a_group');
  });
});

test('GRP-7 a notice is a system message: numbered, of nobody, acted by someone, never unread, never edited', async () => {
  const { owner, member, outsider, group } = await gather();
  await member.post(at(group, '/read'));
  await add(owner, group, outsider.id);
  const notice = (await historyOf(member, group)).at(-1);
  expect(notice).toMatchObject({ type: 'system', sender: null, senderId: owner.id, clientId: null });
  expect((await look(member, group)).unreadCount).toBe(0);
  expect((await member.get('/api/messaging/unread-count')).json).toEqual({ total: 0, conversations: [] });
  expectRefusal(await owner.put(`${MESSAGES}/${notice?.id}`, { content: 'x' }), 403, 'forbidden');
});

test('GRP-8 racing changes of members keep numbers without gaps and exactly one owner', async () => {
  const { owner, helper, member, other, group } = await gather();
  const crowd = await server.people('a', 'b', 'c', 'd', 'e', 'f');
  await Promise.all([
    ...Object.values(crowd).map((one) => add(owner, group, one.id)),
    ...Object.values(crowd).map((one) => add(helper, group, one.id)),
    remove(helper, group, member.id),
    remove(owner, group, member.id),
    setRole(owner, group, other, 'owner'),
    remove(owner, group, 'me'),
  ]);
  const viewer = other;
  const history = await historyOf(viewer, group);
  expect(history.map((message) => message.seq)).toEqual(history.map((_, index) => index + 1));
  const after = await look(viewer, group);
  expect(after.members.filter((one) => one.role === 'owner')).toHaveLength(1);
  const added = history.filter((message) => message.metadata.event === 'member_added');
  expect(new Set(added.map((message) => message.metadata.userId)).size).toBe(added.length);
});

test('GRP-8 messages that race with the removal of their sender stand before it or are refused, and nothing is heard after', async () => {
  for (let round = 0; round < 3; round += 1) {
    const { owner, member, group } = await gather();
    const wire = await member.connect();
    const sends = Array.from({ length: 40 }, async (_, index) => {
      const body = { conversationId: group.id, content: `race ${index}` };
      if (index % 2 === 0) return (await member.post(MESSAGES, body)).status;
      return (await wire.ask('send_message', body)).ok ? 201 : 403;
    });
    const noise = Promise.all(Array.from({ length: 20 }, (_, index) => say(owner, group, `noise ${index}`)));
    expect((await remove(owner, group, member.id)).status).toBe(204);
    for (const status of await Promise.all(sends)) expect([201, 403]).toContain(status);
    await noise;
    const history = await historyOf(owner, group);
    const removal = history.find((message) => message.metadata.event === 'member_removed')?.seq ?? 0;
    expect(removal).toBeGreaterThan(0);
    expect(history.filter((message) => message.senderId === member.id && message.seq > removal)).toEqual([]);
    await quiet([wire]);
    expect(wire.of('new_message').filter((message) => message.seq > removal)).toEqual([]);
    await wire.close();
  }
});
