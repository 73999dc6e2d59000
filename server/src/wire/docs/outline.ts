import type { RouteEntry } from '../route.ts';
import type { SocketEventEntry } from './entry.ts';

type Line = { readonly term: string; readonly summary: string };

/**
 * All endpoints and events as plain HTML, one line each: what the page shows at once, and all that it shows where no
 * script runs.
 */
export function outline(entries: readonly RouteEntry[], events: readonly SocketEventEntry[]): string {
  const groups = new Map<string, Line[]>();
  const add = (title: string, line: Line) => groups.set(title, [...(groups.get(title) ?? []), line]);
  for (const { method, path, summary, tag } of entries) {
    add(tag, { term: `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`, summary });
  }
  for (const { name, direction, summary } of events) {
    add(direction === 'client' ? 'Socket: you send' : 'Socket: you hear', { term: name, summary });
  }
  return [...groups].map(([title, lines]) => section(title, lines)).join('\n');
}

function section(title: string, lines: readonly Line[]): string {
  const items = lines.map(({ term, summary }) => `<li><code>${escapeHtml(term)}</code> ${escapeHtml(summary)}</li>`);
  return `<section class="group"><h2>${escapeHtml(title)}</h2><ul class="outline">${items.join('')}</ul></section>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
