// The React hook at work: two screens of one conversation, one of which is away for a while.
//   JWT_SECRET=... PARLEY_URL=http://localhost:3006 node examples/charity/hook.mjs
import assert from 'node:assert/strict';
import { ask, BASE, CONVERSATIONS, connect, run, somebody, until } from './client.mjs';
import { createUseConversation } from './useConversation.mjs';

function end(cells) {
  for (const cell of cells) cell.end?.();
}

/** As much of React as the hook needs, for one component: `shown` is what it last returned. */
function mount(component) {
  const cells = [];
  let next = 0;
  const effects = [];
  const view = { shown: null, unmount: () => end(cells) };
  const same = (one, other) => one?.length === other.length && other.every((value, at) => Object.is(value, one[at]));
  const cell = () => {
    cells[next] ??= {};
    return cells[next++];
  };
  const react = {
    useMemo(make, inputs) {
      const mine = cell();
      if (!same(mine.inputs, inputs)) Object.assign(mine, { inputs, value: make() });
      return mine.value;
    },
    useEffect(start, inputs) {
      const mine = cell();
      if (same(mine.inputs, inputs)) return;
      effects.push(() => {
        mine.end?.();
        Object.assign(mine, { inputs, end: start() });
      });
    },
    useSyncExternalStore(subscribe, getSnapshot) {
      const mine = cell();
      if (mine.subscribe !== subscribe) {
        mine.end?.();
        Object.assign(mine, { subscribe, end: subscribe(render) });
      }
      return getSnapshot();
    },
  };
  const use = component(react);
  function render() {
    next = 0;
    view.shown = use();
    for (const effect of effects.splice(0)) effect();
  }
  render();
  return view;
}

function screen(person, id) {
  return mount((react) => {
    const useConversation = createUseConversation(react);
    return () => useConversation({ url: BASE, id, token: person.token });
  });
}

function stop(...views) {
  for (const view of views) view.unmount();
}

await run(async (keep) => {
  const dora = somebody('Dora');
  const amir = somebody('Amir', 'ADMIN');
  const { conversationId: id } = await ask(dora, 'POST', CONVERSATIONS, {}, 201);
  const donor = screen(dora, id);
  const helper = screen(amir, id);
  keep({ close: () => stop(donor, helper) });
  const texts = (view) => view.shown.messages.map(({ content }) => content);

  // Said before the connection is up: kept, shown as unsent, and sent when it is.
  donor.shown.send('Is anybody there?');
  assert.equal(donor.shown.unsent.length, 1);
  await until('the message is stored', () => donor.shown.unsent.length === 0 && texts(donor).length === 1);
  await until('the other screen shows it', () => texts(helper)[0] === 'Is anybody there?');
  await until('both know who is in it', () => donor.shown.participants.length === 2);
  assert.equal(donor.shown.status, 'ACTIVE');
  console.log('Two screens, one conversation.');

  // Who comes later has nothing to read of what was said before; what is said from then on they have.
  donor.shown.send('It is about my receipt.');
  await until('both screens show it', () => texts(donor).length === 2 && texts(helper).length === 2);
  helper.shown.markRead();
  await until('the receipt is there', () => donor.shown.readUpTo[amir.id] === donor.shown.messages[1].messageId);
  helper.shown.setTyping(true);
  await until('the other types', () => donor.shown.typing.includes(amir.id));
  helper.shown.send('I am. How can I help?');
  await until('the typing ended with the message', () => donor.shown.typing.length === 0 && texts(donor).length === 3);

  // The screen goes away and comes back: what it missed is fetched, nothing comes twice.
  helper.unmount();
  const other = keep(await connect(dora, id));
  for (const content of ['one', 'two', 'three']) other.send({ type: 'message', content });
  await until('the first screen shows all', () => texts(donor).length === 6);
  const back = screen(amir, id);
  keep({ close: () => back.unmount() });
  await until('the history is there', () => texts(back).length === 6);
  assert.deepEqual(texts(back), texts(donor));
  console.log(`Back again: ${texts(back).join(' | ')}`);

  await ask(amir, 'PUT', `${CONVERSATIONS}/${id}`, { status: 'ARCHIVED' });
  await until('the status is shown', () => donor.shown.status === 'ARCHIVED');

  const stranger = screen(somebody('Sven'), id);
  await until('a stranger is told why', () => stranger.shown.error?.code === 'FORBIDDEN');
  assert.equal(stranger.shown.connection, 'closed');
  stranger.unmount();
});
