import type { Sample } from '../scenarios/sample.ts';
import { readable, spread } from './statistics.ts';
import { against, type Row } from './verdict.ts';

const width = 880;
const left = 330;
const right = 90;
const line = 24;
const style = `
  .ground { fill: #ffffff; } text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; } .quiet { fill: #59636e; font-size: 12px; }
  .grid { stroke: #d1d9e0; } .goal { stroke: #1f2328; stroke-width: 2; }
  .good { fill: #1a7f4b; stroke: #1a7f4b; } .bad { fill: #c4432b; stroke: #c4432b; } .other { fill: #8c959f; } .ours { fill: #2f6fd0; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; } text { fill: #e6edf3; } .quiet { fill: #9198a1; } .grid { stroke: #3d444d; } .goal { stroke: #e6edf3; }
    .good { fill: #3fb970; stroke: #3fb970; } .bad { fill: #f0715a; stroke: #f0715a; } .other { fill: #6e7681; } .ours { fill: #5b9bf5; }
  }`;

/**
 * The picture of a run as SVG, readable on light and dark ground: messages per second of the three targets, and how
 * each ratio stands to its goal.
 */
export function drawPicture(rows: readonly Row[], samples: readonly Sample[]): string {
  const bars = throughput(samples, 20);
  const marks = distances(rows, 20 + bars.height);
  const height = 20 + bars.height + marks.height + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Parley's benchmark">
<style>${style}
</style>
<rect class="ground" width="${width}" height="${height}" rx="8"/>
${bars.svg}${marks.svg}</svg>
`;
}

type Panel = { readonly svg: string; readonly height: number };

/** Bars of the closed loop's messages per second, from zero. */
function throughput(samples: readonly Sample[], top: number): Panel {
  const names = { relay: 'Socket.IO relay, stores nothing', parley: 'Parley, durable', naive: 'usual design, durable' };
  const found = (['relay', 'parley', 'naive'] as const).flatMap((target) => {
    const rates = samples.filter((sample) => sample.scenario === 'pairs' && sample.target === target);
    const rate = spread(rates.flatMap((sample) => sample.figures.rate ?? []));
    return rate === null ? [] : [{ target, rate: rate.median }];
  });
  if (found.length === 0) return { svg: '', height: 0 };
  const most = Math.max(...found.map(({ rate }) => rate));
  let svg = text(16, top + 6, 'Messages per second and core, acknowledged and delivered', 'title');
  found.forEach(({ target, rate }, index) => {
    const y = top + 22 + index * line;
    const length = Math.max(1, (rate / most) * (width - left - right));
    svg += text(left - 12, y + 13, names[target], '', 'end');
    svg += `<rect class="${target === 'parley' ? 'ours' : 'other'}" x="${left}" y="${y}" width="${length.toFixed(1)}" height="16" rx="2"/>\n`;
    svg += text(left + length + 8, y + 13, readable(rate));
  });
  return { svg, height: 22 + found.length * line + 34 };
}

/** One line a ratio: its distance from the goal on a logarithmic scale, right of the rule is better. */
function distances(rows: readonly Row[], top: number): Panel {
  if (rows.length === 0) return { svg: '', height: 0 };
  const reach = Math.log(4);
  const middle = left + (width - left - right) / 2;
  const place = (factor: number) => {
    const part = Math.max(-1, Math.min(1, Math.log(factor) / reach));
    return middle + (part * (width - left - right)) / 2;
  };
  const head = 48;
  const bottom = top + head + rows.length * line;
  let svg = text(16, top + 6, 'Each ratio against its goal: median, and the range of the rounds', 'title');
  for (const [factor, label] of [
    [0.25, '4x worse'],
    [0.5, '2x worse'],
    [1, 'goal'],
    [2, '2x better'],
    [4, '4x better'],
  ] as const) {
    svg += text(place(factor), top + 30, label, 'quiet', 'middle');
    svg += `<line class="${factor === 1 ? 'goal' : 'grid'}" x1="${place(factor)}" x2="${place(factor)}" y1="${top + 38}" y2="${bottom}"/>\n`;
  }
  rows.forEach(({ goal, ratio, verdict }, index) => {
    const y = top + head + index * line + 8;
    const better = (value: number) => place(against(goal, value, goal.atLeast));
    const tone = verdict === 'aim' || verdict === 'met' ? 'good' : 'bad';
    svg += text(left - 12, y + 4, `${goal.id}  ${goal.title}`, 'quiet', 'end');
    svg += `<line class="${tone}" stroke-width="3" stroke-linecap="round" x1="${better(ratio.min).toFixed(1)}" x2="${better(ratio.max).toFixed(1)}" y1="${y}" y2="${y}"/>\n`;
    svg += `<circle class="${tone}" cx="${better(ratio.median).toFixed(1)}" cy="${y}" r="5"/>\n`;
    svg += text(width - right + 14, y + 4, `${readable(ratio.median)}${goal.as === 'ratio' ? 'x' : ''}`);
  });
  return { svg, height: head + rows.length * line };
}

function text(x: number, y: number, content: string, className = '', anchor = 'start'): string {
  const escaped = content.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '');
  return `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}"${className === '' ? '' : ` class="${className}"`}>${escaped}</text>\n`;
}
