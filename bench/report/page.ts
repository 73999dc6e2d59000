import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MachineFacts } from '../machine.ts';
import type { Sample } from '../scenarios/sample.ts';
import { drawPicture } from './picture.ts';
import { asMarkdown, figureCells, ratioCells } from './table.ts';
import { countFaults, judge } from './verdict.ts';

export type Run = {
  readonly date: string;
  readonly rounds: number;
  /** The length asked for of every window; null where each scenario had its own. */
  readonly seconds: number | null;
  readonly quick: boolean;
  readonly machine: MachineFacts;
  readonly postgres: string;
  readonly samples: readonly Sample[];
};

/** Writes the picture, the samples and the page of a run into `directory`. */
export async function writeReport(directory: string, run: Run): Promise<void> {
  await mkdir(directory, { recursive: true });
  const write = (name: string, content: string) => writeFile(path.join(directory, name), content);
  await write('results.json', `${JSON.stringify(run, null, 1)}\n`);
  await write('bench.svg', drawPicture(judge(run.samples), run.samples));
  await write('README.md', page(run));
}

function page({ date, rounds, seconds, quick, machine, postgres, samples }: Run): string {
  const quickly = quick ? '\n**A quick run: it shows that everything runs; its figures mean little.**\n' : '';
  const pinned = machine.pinned
    ? 'Server and PostgreSQL together on one core, the load on another.'
    : 'Nothing was pinned to a core here, so server and load disturb each other.';
  const command = seconds === null ? 'npm run bench' : `npm run bench -- --seconds ${seconds}`;
  return `# Benchmark
${quickly}
![Ratios against their goals](bench.svg)

Made by \`${command}\` on ${date}: ${machine.cores}, ${machine.memory}, Node ${machine.node}, PostgreSQL ${postgres} with durable
default settings. ${pinned} Rounds: ${rounds}; each starts every target afresh, in changing order. A ratio is taken inside a
round; the table gives the least, the median and the greatest over the rounds. Less than 15 % is noise.

${asMarkdown(ratioCells(judge(samples), countFaults(samples)))}

## The figures behind the ratios
Medians over the rounds, for scale only: they are as fast as this machine was that day. CPU is user + system time of the server's and
PostgreSQL's processes; "load" is the part of a core that the load itself used, "neighbours" what everything else on the machine used.

${asMarkdown(figureCells(samples))}
`;
}
