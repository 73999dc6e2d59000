import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What is waited for may take a while on a busy machine; how fast it is, bench/ measures. */
const own = { testTimeout: 15_000, hookTimeout: 60_000, expect: { poll: { timeout: 10_000 } } };
/** Runs with faults: whole machines, for minutes. */
const faults = ['server/test/faults/{faults,cluster}.test.ts', 'server/test/{cluster/processes,kafka/trouble}.test.ts'];
/** Floods that are to be through in a few seconds. */
const floods = ['server/test/travel/queue.test.ts', 'server/test/examples/nginx.test.ts'];
/** What asks whether promised times are kept, and what takes much: many processes, silent crowds, measured memory. */
const demanding = [
  'server/test/{cluster,faults,kafka,s3,startup,operation}/**/*.test.ts',
  'server/test/helpdesk/{silent-clients,slow-clients,crowds,exposure}.test.ts',
  'server/test/**/{*-,}{trouble,kills,queue,limits,nginx}.test.ts',
];

/** What takes longest, in that order: begun last, it would go on alone. */
const LONGEST = [
  'faults/cluster',
  'faults/faults',
  'cluster/processes',
  'kafka/trouble',
  'cross/contracts',
  'helpdesk/authorization',
  'helpdesk/properties-state',
  'conform/charity/opening',
  'startup/contracts',
  'telehealth/events-trouble',
  'startup/start',
  'browser/docs',
  'browser/screens',
  'browser/security',
  'browser/memory',
  'helpdesk/silent-clients',
  'helpdesk/fuzz',
  'helpdesk/slow-clients',
  'helpdesk/exposure',
  'kafka/secure',
  'cluster/limits',
  'operation/backup',
  'tracing/hops',
  'tracing/sending',
].map((name) => `/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const placeOf = ({ moduleId }: TestSpecification) => LONGEST.findIndex((name) => moduleId.endsWith(name));
    const isLong = (file: TestSpecification) => placeOf(file) >= 0;
    return [
      ...sorted.filter(isLong).sort((a, b) => placeOf(a) - placeOf(b)),
      ...sorted.filter((file) => !isLong(file)),
    ];
  }
}

/** Every test file gets a database of its own inside one PostgreSQL that is started for the run. */
export default defineConfig({
  test: {
    globalSetup: ['server/test/support/postgres.ts', 'server/test/support/kafka-desk.ts'],
    sequence: { sequencer: LongestFirst },
    retry: 0, // a test that fails now and then has found something
    coverage: { provider: 'v8', include: ['server/src/**/*.ts'], exclude: ['**/*.test.ts', '**/*.suite.ts'] },
    projects: [
      {
        test: {
          ...own,
          name: 'parts',
          include: ['{server/src,bench,client/src,web/src}/**/*.test.{ts,tsx}', 'web/test/*.test.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...own,
          name: 'client',
          include: ['client/test/**/*.test.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...own,
          name: 'surfaces',
          include: ['server/{test,demo}/**/*.test.ts'],
          exclude: [...demanding, ...floods],
          maxWorkers: 3, // they wait as much as they work
          isolate: false, // each file starts a server of its own; the modules may stay
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...own,
          name: 'faults',
          include: faults,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...own,
          name: 'demanding',
          include: demanding,
          exclude: [...faults, ...floods],
          maxWorkers: 3, // they mostly wait for what was promised
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...own,
          name: 'floods',
          include: floods,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...own,
          name: 'browser',
          include: ['web/test/browser/**/*.test.ts'],
          globalSetup: ['web/test/browser/support/build.ts'],
          testTimeout: 90_000, // a story is one test, and has two browsers
          maxWorkers: 2,
          isolate: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
