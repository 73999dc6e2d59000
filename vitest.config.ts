import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const own = { testTimeout: 15_000, hookTimeout: 60_000 };
/** What asks whether promised times are kept, and what takes a whole machine: many processes, floods, measured memory. */
const demanding = [
  'server/test/{cluster,faults,kafka,s3,startup,operation}/**/*.test.ts',
  'server/test/helpdesk/{silent-clients,slow-clients,crowds,exposure}.test.ts',
  'server/test/**/{*-,}{trouble,kills,queue,limits,nginx}.test.ts',
];

/** Minutes in one file: begun last, they would go on alone. */
const LONGEST = /\/(faults\/(faults|cluster)|cluster\/processes)\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
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
          include: ['server/src/**/*.test.ts', 'bench/**/*.test.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...own,
          name: 'surfaces',
          include: ['server/test/**/*.test.ts'],
          exclude: demanding,
          maxWorkers: 3, // they wait as much as they work
          isolate: false, // each file starts a server of its own; the modules may stay
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...own,
          name: 'demanding',
          include: demanding,
          maxWorkers: 2, // times that are promised are asked for: more at once would ask for them on a machine that has none left
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
