import path from 'node:path';
import { machineFacts } from './machine.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { createProgress } from './progress.ts';
import { type Run, writeReport } from './report/page.ts';
import { asText, figureCells, ratioCells } from './report/table.ts';
import { countFaults, judge } from './report/verdict.ts';
import { comments } from './scenarios/comments.ts';
import { contracts } from './scenarios/contracts.ts';
import { connections, groups } from './scenarios/growth.ts';
import { history } from './scenarios/history.ts';
import { http } from './scenarios/http.ts';
import { idle } from './scenarios/idle.ts';
import { fanout, open, pairs } from './scenarios/messages.ts';
import { mixed } from './scenarios/mixed.ts';
import { outlet } from './scenarios/outlet.ts';
import { processes } from './scenarios/processes.ts';
import type { Sample } from './scenarios/sample.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { tickets } from './scenarios/tickets.ts';
import { openStage } from './stage.ts';
import { targetNames } from './targets/target.ts';

/** `npm run bench`: everything compared in one run, one table of ratios, one picture. */

const scenarios: readonly Scenario[] = [
  pairs,
  open,
  fanout,
  idle,
  http,
  history,
  groups,
  connections,
  comments,
  tickets,
  contracts,
  mixed,
  processes,
  outlet,
];
const reportDirectory = path.join(import.meta.dirname, '../docs/bench');
const profileDirectory = path.join(import.meta.dirname, '../coverage/profiles');

async function run(options: Options): Promise<void> {
  const targetsOf = ({ targets }: Scenario) => targets.filter((target) => options.targets.includes(target));
  const chosen = scenarios.filter((scenario) => options.only.includes(scenario.name) && targetsOf(scenario).length > 0);
  const perRound = chosen.reduce((sum, scenario) => sum + scenario.samplesEach * targetsOf(scenario).length, 0);
  const progress = createProgress(perRound * options.rounds);
  const stage = await openStage(options, progress, profileDirectory);
  const samples: Sample[] = [];
  try {
    for (let round = 0; round < options.rounds; round += 1) {
      for (const scenario of chosen) {
        for (const sample of await scenario.run(stage, round)) {
          samples.push(sample);
          if (sample.firstError !== null) progress.note(`${sample.scenario}, ${sample.target}: ${sample.firstError}`);
        }
      }
    }
  } finally {
    await stage.close();
  }
  const finished: Run = {
    date: new Date().toISOString().slice(0, 10),
    rounds: options.rounds,
    seconds: options.seconds,
    quick: options.quick,
    machine: machineFacts(stage.cores),
    postgres: stage.postgres.version,
    samples,
  };
  process.stdout.write(
    `\n${asText(figureCells(samples))}\n\n${asText(ratioCells(judge(samples), countFaults(samples)))}\n`,
  );
  // A part of a run, or a quick one, must not replace the record of a whole one.
  const whole = chosen.length === scenarios.length && options.targets.length === targetNames.length && !options.quick;
  const directory = whole ? reportDirectory : path.join(profileDirectory, '../bench');
  await writeReport(directory, finished);
  process.stdout.write(`\nwritten to ${path.relative(process.cwd(), directory)}\n`);
  if (options.profile)
    process.stdout.write(`profiles in ${path.relative(process.cwd(), profileDirectory)}: node bench/profile.ts FILE\n`);
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(`${usage}\n`);
  else await run(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
