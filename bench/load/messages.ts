import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { Job, LoadResult } from './job.ts';
import { Traffic } from './traffic.ts';
import { type Announce, Window } from './window.ts';

type Of<Kind extends Job['kind']> = Extract<Job, { kind: Kind }>;

/** Closed loop: each client of each pair sends its next message when the last one is complete. */
export function runPairs(job: Of<'pairs'>, announce: Announce): Promise<LoadResult> {
  return closedLoop(job, announce, (traffic) => traffic.senders, 1);
}

/** Closed loop: the first member of each conversation keeps several messages on the way. */
export function runFanout(job: Of<'fanout'>, announce: Announce): Promise<LoadResult> {
  const first = job.roster.conversations.flatMap(({ members }) => members.slice(0, 1));
  return closedLoop(job, announce, () => first, job.inFlight);
}

async function closedLoop(
  job: Of<'pairs'> | Of<'fanout'>,
  announce: Announce,
  senders: (traffic: Traffic) => readonly number[],
  inFlight: number,
): Promise<LoadResult> {
  const window = new Window();
  const traffic = await Traffic.connect(job.port, job.roster, window, job.numbered);
  let sending = true;
  traffic.onComplete = (client) => {
    if (sending) traffic.send(client, performance.now(), inFlight > 1);
  };
  for (const client of senders(traffic)) {
    for (let slot = 0; slot < inFlight; slot += 1) traffic.send(client, performance.now(), inFlight > 1);
  }
  await window.measure(job.warmupSeconds, job.seconds, announce);
  sending = false;
  return result(window, traffic);
}

/** Open loop: the n-th message is due n / rate seconds after the start, and its latency counts from then. */
export async function runOpen(job: Of<'open'>, announce: Announce): Promise<LoadResult> {
  const window = new Window();
  const traffic = await Traffic.connect(job.port, job.roster, window, job.numbered);
  const senders = traffic.senders;
  const gap = 1000 / job.rate;
  let sending = true;
  const send = async () => {
    const started = performance.now();
    for (let count = 0; sending; count += 1) {
      const due = started + count * gap;
      await until(due);
      // A stride that shares no factor with the usual even numbers of clients spreads senders over all pairs.
      traffic.send(senders[(count * 7919) % senders.length] as number, due, true);
    }
  };
  const sender = send();
  await window.measure(job.warmupSeconds, job.seconds, announce);
  sending = false;
  await sender;
  return result(window, traffic);
}

/** Sleeps until shortly before the time, since timers have a grain of 1 ms, and turns in the event loop for the rest. */
async function until(time: number): Promise<void> {
  const left = time - performance.now();
  if (left > 2.5) await sleep(Math.floor(left - 1.5));
  while (performance.now() < time) await turn();
}

async function result(window: Window, traffic: Traffic): Promise<LoadResult> {
  const faults = await traffic.finish();
  return { ...window.figures(), acked: traffic.acked, faults, firstError: traffic.firstError };
}
