import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * `node bench/profile.ts FILE.cpuprofile [SKIP]` prints the functions with the most self time of a V8 CPU profile, and
 * the same summed by package; a directory stands for the newest profile in it. SKIP leaves out so many seconds at the
 * beginning, such as start-up and handshakes.
 */
type Profile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
};

const shown = 25;

function newestIn(place: string): string {
  if (!statSync(place).isDirectory()) return place;
  const profiles = readdirSync(place).filter((name) => name.endsWith('.cpuprofile'));
  const files = profiles
    .map((name) => path.join(place, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (files[0] === undefined) throw new Error(`no .cpuprofile in ${place}`);
  return files[0];
}

function selfTimes(
  profile: Profile,
  skipSeconds: number,
): {
  byFunction: Map<string, number>;
  byPackage: Map<string, number>;
  total: number;
} {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byFunction = new Map<string, number>();
  const byPackage = new Map<string, number>();
  let total = 0;
  let elapsed = 0;
  const add = (map: Map<string, number>, key: string, time: number) => map.set(key, (map.get(key) ?? 0) + time);
  profile.samples.forEach((node, index) => {
    const frame = names.get(node);
    const time = profile.timeDeltas[index] ?? 0;
    elapsed += time;
    if (elapsed < skipSeconds * 1e6) return;
    if (frame === undefined || frame.functionName === '(idle)') return;
    total += time;
    const place = frame.url === '' ? 'native' : shortPath(frame.url);
    add(byFunction, `${frame.functionName || '(anonymous)'}  ${place}:${frame.lineNumber + 1}`, time);
    add(byPackage, frame.url === '' ? frame.functionName : packageOf(place), time);
  });
  return { byFunction, byPackage, total };
}

function shortPath(url: string): string {
  const plain = url.replace(/^file:\/\//, '');
  const modules = plain.lastIndexOf('node_modules/');
  return modules >= 0 ? plain.slice(modules + 'node_modules/'.length) : path.relative(process.cwd(), plain);
}

function packageOf(place: string): string {
  if (place.startsWith('node:') || place.includes('node:')) return place;
  return place.startsWith('server/src')
    ? place
    : place
        .split('/')
        .slice(0, place.startsWith('@') ? 2 : 1)
        .join('/');
}

function print(title: string, times: Map<string, number>, total: number): void {
  process.stdout.write(`\n${title}\n`);
  const most = [...times].sort((a, b) => b[1] - a[1]).slice(0, shown);
  for (const [name, time] of most)
    process.stdout.write(`${((time / total) * 100).toFixed(1).padStart(6)} %  ${name}\n`);
}

const [, , place, skip = '0'] = process.argv;
if (place === undefined) throw new Error('usage: node bench/profile.ts FILE.cpuprofile | DIRECTORY [SKIP]');
const { byFunction, byPackage, total } = selfTimes(JSON.parse(readFileSync(newestIn(place), 'utf8')), Number(skip));
process.stdout.write(`${(total / 1e6).toFixed(1)} s busy\n`);
print('Self time by function', byFunction, total);
print('Self time by package or file', byPackage, total);
