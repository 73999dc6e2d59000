/** `npm run faults -- --minutes N --seed S [--nodes 3] [--mutant NAME] [--faults F1,F3]`: exits 1 when red, 2 when void. */
import { parseArgs } from 'node:util';
import { openBroker } from './broker.ts';
import { outcomeOf, tableOf } from './figures.ts';
import { MUTANTS, mutantNamed } from './mutants.ts';
import { clusterPlan, endlessPlan, type Fault, faultsOf, losesReplies, type Parts, repeatedPlan } from './plan.ts';
import { run } from './run.ts';

const ROUND_MS = 150_000;
const LOSS = 0.02;
const EXIT_CODES = { green: 0, red: 1, void: 2 } as const;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string' },
    nodes: { type: 'string', default: '1' },
    mutant: { type: 'string' },
    faults: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log('npm run faults -- --minutes 15 --seed 7 [--nodes 3] [--mutant NAME] [--faults F1,F3]');
  for (const { name, about, nodes = 1, isUnproven } of MUTANTS) {
    console.log(
      `  mutant ${name}${nodes > 1 ? ' (several nodes)' : ''}: ${about}${isUnproven === true ? ' (not caught by any run so far)' : ''}`,
    );
  }
} else {
  const minutes = Number(values.minutes);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new Error('--minutes and --seed must be numbers');
  const nodes = Number(values.nodes);
  if (!Number.isSafeInteger(nodes) || nodes < 1) throw new Error('--nodes must be a number');
  const mutant = values.mutant === undefined ? undefined : mutantNamed(values.mutant);
  const kafka = nodes > 1 ? await openBroker(console.log) : null;
  const parts = { nodes, kafka: kafka !== null };
  const only = values.faults?.split(',').map((name) => faultNamed(name, parts));
  const whole = nodes > 1 ? clusterPlan(seed, parts.kafka) : endlessPlan(seed);
  const plan = only === undefined ? whole : repeatedPlan(seed, only);
  console.log(`seed ${seed}, ${minutes} minutes${mutant === undefined ? '' : `, mutant: ${mutant.about}`}`);
  const figures = await run({
    seed,
    durationMs: minutes * 60_000,
    roundMs: ROUND_MS,
    plan,
    loss: (second) => (losesReplies(second) ? LOSS : 0),
    mutant: mutant?.name,
    nodes,
    kafka,
    log: console.log,
  });
  await kafka?.close();
  console.log(['', ...tableOf(figures)].join('\n'));
  process.exit(EXIT_CODES[outcomeOf(figures)]);
}

function faultNamed(name: string, parts: Parts): Fault {
  const there = faultsOf(parts);
  const fault = there.find((each) => each === name);
  if (fault === undefined) throw new Error(`no fault ${name} here; there are: ${there.join(', ')}`);
  return fault;
}
