import type { CDPSession } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { look, makeGroup, say } from '../../../server/test/support/factories.ts';
import type { Wire } from '../../../server/test/support/wire.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

/** Messages that are sent at a time; the window has shown the last of them before the next ones are. */
const WAVE = 1_000;
const FIRST = 2_000;
const LAST = 10_000;
/** Messages under way, of each sender. */
const AT_ONCE = 16;
/** What may be added between the two (bytes; elements and texts): 8,000 messages that are all kept take more than 5 MB. */
const MORE_HEAP = 2_500_000;
const MORE_NODES = 500;

type Use = { readonly heap: number; readonly nodes: number };

describe.skipIf(!hasBrowser)(titled('the memory of a window'), () => {
  const stage = setStage();

  test('APP-12 stays the same over ten thousand messages that come into an open chat', async () => {
    const { Ann: ann, Bo: bo, Cy: cy } = await stage.server.people('Ann', 'Bo', 'Cy');
    const group = await makeGroup(ann, [bo, cy], 'The long talk');
    await say(bo, group, 'Here we begin.');
    const page = await stage.open(ann, `/inbox/${group.id}`);
    const messages = page.getByRole('list', { name: 'Messages' });
    await messages.getByText('Here we begin.').waitFor();
    const debug = await page.context().newCDPSession(page);
    await debug.send('Performance.enable');
    const senders = [await bo.connect(), await cy.connect()];

    const uses = new Map<number, Use>();
    for (let sent = 0; sent < LAST; ) {
      await sendAll(senders, group.id, sent, WAVE - 1);
      sent += WAVE;
      const last = `That makes ${sent} messages.`;
      await say(bo, group, last);
      await messages.getByText(last).waitFor();
      if (sent === FIRST || sent === LAST) uses.set(sent, await measure(debug));
    }
    console.table([...uses.entries()].map(([sent, use]) => ({ 'after messages': sent, ...use })));
    const early = uses.get(FIRST);
    const late = uses.get(LAST);
    if (!early || !late) throw new Error('nothing was measured');
    expect(late.heap - early.heap).toBeLessThan(MORE_HEAP);
    expect(late.nodes - early.nodes).toBeLessThan(MORE_NODES);
    expect(await look(ann, group)).toMatchObject({ lastSeq: LAST + 1 });
  }, 180_000);
});

/** Sends as many over the connections, some at a time on each. */
async function sendAll(senders: readonly Wire[], conversationId: string, from: number, count: number): Promise<void> {
  let sent = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE * senders.length }, async (_, turn) => {
      const sender = senders[turn % senders.length];
      while (sender && sent < count) {
        sent += 1;
        const content = `Message ${from + sent} of somebody who has a lot to tell, in a line or two.`;
        const answer = await sender.ask('send_message', { conversationId, content });
        if (!answer.ok) throw new Error(`not sent: ${answer.code}`);
        if (turn < senders.length) sender.forget();
      }
    }),
  );
}

/** What is in use once everything that can be let go of is gone. */
async function measure(debug: CDPSession): Promise<Use> {
  for (let turn = 0; turn < 3; turn += 1) await debug.send('HeapProfiler.collectGarbage');
  const { metrics } = await debug.send('Performance.getMetrics');
  const amountOf = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  return { heap: amountOf('JSHeapUsedSize'), nodes: amountOf('Nodes') };
}
