import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { violationLine } from './checker.ts';
import { type DatabaseProcess, openDatabase } from './databaseProcess.ts';
import { addRound, emptyFigures, type Figures, outcomeOf } from './figures.ts';
import { type History, historyLines } from './history.ts';
import type { Step } from './plan.ts';
import { type RoundResult, runRound } from './round.ts';
import { Stage } from './stage.ts';

export type RunOptions = {
  seed: number;
  durationMs: number;
  /** A round has its own people and conversations, and its own verdict. */
  roundMs: number;
  plan: Iterator<Step>;
  loss: (second: number) => number;
  mutant?: string | undefined;
  /** Ends at the first red round. */
  untilRed?: boolean;
  /** A PostgreSQL to share; without it the run starts its own. */
  database?: DatabaseProcess;
  log: (line: string) => void;
};

/** Runs rounds until the time is over. What a red round left behind is written to a file, whose name is logged. */
export async function run(options: RunOptions): Promise<Figures> {
  const { seed, log } = options;
  const database = options.database ?? (await openDatabase());
  const figures = emptyFigures();
  const stage = await Stage.open({ database, seed, mutant: options.mutant });
  const endsAt = performance.now() + options.durationMs;
  try {
    for (let round = 1; performance.now() < endsAt; round += 1) {
      const durationMs = Math.min(options.roundMs, endsAt - performance.now());
      const lostBefore = stage.proxy.lost();
      const result = await runRound({ stage, seed, round, durationMs, plan: options.plan, loss: options.loss });
      addRound(figures, result.history, result.verdict, result.injected);
      figures.repliesLost += stage.proxy.lost() - lostBefore;
      log(roundLine(round, result));
      if (!result.verdict.green) await tell(result, `${seed}-${round}`, log);
      if (!result.verdict.green && options.untilRed === true) break;
    }
    const ending = await stage.close();
    if (ending?.code !== 0) {
      figures.counts.C12 += 1;
      figures.violations.push({ rule: 'C12', text: `SIGTERM ended the server with ${ending?.signal ?? ending?.code}` });
    }
  } finally {
    if (options.database === undefined) await database.close();
  }
  log(`outcome: ${outcomeOf(figures)}`);
  return figures;
}

function roundLine(round: number, { history, injected, verdict }: RoundResult): string {
  const acked = history.sends.filter(({ answers }) => answers.length > 0).length;
  const hits = Object.entries(injected.hits).flatMap(([fault, count]) => (count > 0 ? [`${fault} ${count}`] : []));
  return `round ${round}: ${acked} acknowledged, ${hits.join(', ') || 'no kill'}: ${verdict.green ? 'green' : 'RED'}`;
}

async function tell({ history, verdict }: RoundResult, name: string, log: (line: string) => void): Promise<void> {
  for (const violation of verdict.violations) log(`  ${violationLine(violation)}`);
  log(`  history: ${await keep(history, name)}`);
}

async function keep(history: History, name: string): Promise<string> {
  const path = join(tmpdir(), `parley-history-${name}.jsonl`);
  const file = createWriteStream(path);
  for (const line of historyLines(history)) {
    if (!file.write(`${line}\n`)) await new Promise((resolve) => file.once('drain', resolve));
  }
  file.end();
  await finished(file);
  return path;
}
