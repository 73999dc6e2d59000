import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Cores, claimCores } from './machine.ts';
import type { Options } from './options.ts';
import type { Progress } from './progress.ts';
import { type ParleyStart, parleyTarget } from './targets/parley.ts';
import { openPostgres, type Postgres } from './targets/postgres.ts';
import { relayTarget } from './targets/relay.ts';
import type { Target, TargetName } from './targets/target.ts';
import { createUsualTables, naiveTarget, plainTarget, type UsualTables } from './targets/usual.ts';

/** Everything that a scenario needs: the targets, the database, and where to tell how far it is. */
export type Stage = {
  readonly options: Options;
  readonly cores: Cores;
  readonly progress: Progress;
  readonly postgres: Postgres;
  readonly usualTables: UsualTables;
  readonly target: (name: TargetName) => Target;
  /** Parley on another database, with settings and helpers of its own. */
  readonly parleyOn: (databaseUrl: string, own?: Pick<ParleyStart, 'environment' | 'helpers'>) => Target;
  close(): Promise<void>;
};

/** Starts PostgreSQL and prepares the targets. Profiles, where asked for, go to `profileDirectory`. */
export async function openStage(options: Options, progress: Progress, profileDirectory: string): Promise<Stage> {
  const cores = claimCores();
  const core = cores?.server ?? null;
  const directory = await mkdtemp(path.join(os.tmpdir(), 'parley-bench-work-'));
  if (options.profile) await mkdir(profileDirectory, { recursive: true });
  const profileArguments = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`] : [];
  const postgres = await openPostgres(options.database, core);
  const usualTables = await createUsualTables(await postgres.create('usual'));
  const parleyOn: Stage['parleyOn'] = (databaseUrl, own) =>
    parleyTarget({ databaseUrl, core, directory, profileArguments, ...own });
  const targets: Record<TargetName, Target> = {
    relay: relayTarget(core, directory),
    naive: naiveTarget(usualTables, core, directory),
    plain: plainTarget(usualTables, core, directory),
    parley: parleyOn(await postgres.create('parley')),
  };
  return {
    options,
    cores,
    progress,
    postgres,
    usualTables,
    target: (name) => targets[name],
    parleyOn,
    async close() {
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
