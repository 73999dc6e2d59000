import type { CDPSession, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { CONVERSATIONS, makeGroup, say } from '../../../server/test/support/factories.ts';
import type { Person } from '../../../server/test/support/person.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

/** Messages that are sent at a time; the window has shown the last of them before the next ones are. */
const WAVE = 500;
const FIRST = 2_000;
const LAST = 10_000;
/** What may be added between the two (bytes; elements and texts): 8,000 messages that were all kept take many times as much. */
const MORE_HEAP = 4_000_000;
const MORE_NODES = 1_500;

type Use = { readonly heap: number; readonly nodes: number };

describe.skipIf(!hasBrowser)(titled('the memory of a window'), () => {
  const stage = setStage();

  test('APP-12 stays the same over ten thousand messages that come into an open chat', async () => {
    const { server } = stage;
    const { ann, bo, cy, di } = await server.people('ann', 'bo', 'cy', 'di');
    const group = await makeGroup(ann, [bo, cy, di], 'The long talk');
    await say(bo, group, 'Here we begin.');
    const page = await stage.open(ann, `/inbox/${group.id}`);
    await page.getByRole('list', { name: 'Messages' }).getByText('Here we begin.').waitFor();
    const debug = await page.context().newCDPSession(page);
    await debug.send('Performance.enable');

    const [early, late] = await writeAll(page, debug, group.id, [bo, cy, di]);
    const { heap, nodes } = { heap: late.heap - early.heap, nodes: late.nodes - early.nodes };
    console.log(`after ${FIRST} messages ${describeUse(early)}, after ${LAST} ${describeUse(late)}`);
    expect(heap).toBeLessThan(MORE_HEAP);
    expect(nodes).toBeLessThan(MORE_NODES);
    const read = await ann.get(`${CONVERSATIONS}/${group.id}`);
    expect(read.json).toMatchObject({ lastMessage: { content: lastOf(LAST) } });
  });
});

/** Sends them all, and measures where there are `FIRST` and where there are `LAST`. */
async function writeAll(page: Page, debug: CDPSession, id: string, people: readonly Person[]): Promise<[Use, Use]> {
  const messages = page.getByRole('list', { name: 'Messages' });
  const uses: Use[] = [];
  for (let sent = 0; sent < LAST; sent += WAVE) {
    // Each sender's stay in order; the last one of the wave comes when all others are there.
    await Promise.all(
      people.map(async (person, turn) => {
        for (let place = turn + 1; place < WAVE; place += people.length)
          await say(person, { id }, `Message ${sent + place} of somebody who has a lot to tell, in a line or two.`);
      }),
    );
    const [first] = people;
    if (first) await say(first, { id }, lastOf(sent + WAVE));
    await messages.getByText(lastOf(sent + WAVE)).waitFor();
    if (sent + WAVE === FIRST || sent + WAVE === LAST) uses.push(await measure(debug));
  }
  const [early, late] = uses;
  if (!early || !late) throw new Error('nothing was measured');
  return [early, late];
}

/** The last message of a wave. */
function lastOf(count: number): string {
  return `That makes ${count} messages.`;
}

/** What is in use once everything that can be let go of is gone. */
async function measure(debug: CDPSession): Promise<Use> {
  for (let turn = 0; turn < 3; turn += 1) await debug.send('HeapProfiler.collectGarbage');
  const { metrics } = await debug.send('Performance.getMetrics');
  const amountOf = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  return { heap: amountOf('JSHeapUsedSize'), nodes: amountOf('Nodes') };
}

function describeUse({ heap, nodes }: Use): string {
  return `${(heap / 1e6).toFixed(1)} MB and ${nodes} nodes`;
}
