import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { OwnBroker } from '../support/kafka.ts';
import { violationLine } from './checker.ts';
import type { Ending } from './child.ts';
import { type DatabaseProcess, openDatabase } from './databaseProcess.ts';
import { addRound, emptyFigures, type Figures, outcomeOf } from './figures.ts';
import { type History, historyLines } from './history.ts';
import type { Step } from './plan.ts';
import { type Churn, type RoundResult, runRound } from './round.ts';
import { Stage } from './stage.ts';
import type { Rule } from './violation.ts';
import type { Size } from './world.ts';

export type RunOptions = {
  seed: number;
  durationMs: number;
  /** A round has its own people and conversations, and its own verdict. */
  roundMs: number;
  plan: Iterator<Step>;
  /** Where this is given there is one round, which ends when the plan has, but not before. */
  leastMs?: number;
  loss: (second: number) => number;
  churn?: Churn;
  mutant?: string | undefined;
  /** Ends after the round in which one of these rules was broken. */
  untilBroken?: readonly Rule[];
  /** Whether the history of a red round is written to a file; it is, where nothing is said. */
  keepHistory?: boolean;
  /** A PostgreSQL to share; without it the run starts its own. */
  database?: DatabaseProcess;
  /** How many servers; one, where nothing is said. */
  nodes?: number;
  /** Where events of several servers go. */
  kafka?: OwnBroker | null;
  size?: Size | undefined;
  /** The mean pause of a writer between two actions. */
  pauseMs?: number | undefined;
  log: (line: string) => void;
};

/** Runs rounds until the time is over. What a red round left behind is written to a file, whose name is logged. */
export async function run(options: RunOptions): Promise<Figures> {
  const database = options.database ?? (await openDatabase());
  try {
    const stage = await Stage.open({
      database,
      seed: options.seed,
      mutant: options.mutant,
      nodes: options.nodes,
      kafka: options.kafka,
    });
    stage.onMishap = options.log;
    let figures: Figures;
    let endings: (Ending | undefined)[] = [];
    try {
      figures = await runRounds(options, stage);
    } finally {
      endings = await stage.close();
    }
    for (const ending of endings.filter((each) => each?.code !== 0)) {
      figures.counts.C12 += 1;
      figures.violations.push({ rule: 'C12', text: `SIGTERM ended a server with ${ending?.signal ?? ending?.code}` });
    }
    options.log(`outcome: ${outcomeOf(figures)}`);
    return figures;
  } finally {
    if (options.database === undefined) await database.close();
  }
}

async function runRounds(options: RunOptions, stage: Stage): Promise<Figures> {
  const { seed, log, plan, loss, churn, size, pauseMs, leastMs } = options;
  const figures = emptyFigures();
  const endsAt = performance.now() + options.durationMs;
  for (let round = 1; performance.now() < endsAt; round += 1) {
    const durationMs = Math.min(options.roundMs, endsAt - performance.now());
    const lostBefore = stage.proxy.lost();
    const result = await runRound({ stage, seed, round, durationMs, plan, loss, churn, size, pauseMs, leastMs });
    addRound(figures, result.history, result.verdict, result.injected);
    figures.repliesLost += stage.proxy.lost() - lostBefore;
    log(roundLine(round, result));
    for (const violation of result.verdict.violations) log(`  ${violationLine(violation)}`);
    if (!result.verdict.green && options.keepHistory !== false) {
      log(`  history: ${await keep(result.history, `${seed}-${round}`)}`);
    }
    if (options.untilBroken?.some((rule) => result.verdict.counts[rule] > 0) === true) break;
    if (leastMs !== undefined) break;
  }
  return figures;
}

function roundLine(round: number, { history, injected, verdict }: RoundResult): string {
  const acked = history.sends.filter(({ answers }) => answers.length > 0).length;
  const hits = Object.entries(injected.hits).flatMap(([fault, count]) => (count > 0 ? [`${fault} ${count}`] : []));
  return `round ${round}: ${acked} acknowledged, ${hits.join(', ') || 'no kill'}: ${verdict.green ? 'green' : 'RED'}`;
}

/** Writes a history to a temporary file and returns its path. */
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
