import { byId, h, prose } from './dom.js';
import { eventCard } from './event.js';
import { canConnect, livePanel, setNamespace } from './live.js';
import { operationCard } from './operation.js';
import { root } from './root.js';
import { setUpSearch } from './search.js';
import { readSpec } from './spec.js';
import { setUpToken } from './token.js';

/** @typedef {import('./spec.js').Group} Group */

const response = await fetch(`${root}/openapi.json`);
if (response.ok) draw(readSpec(await response.json()));
else byId('description', HTMLElement).replaceChildren(`The description could not be loaded (${response.status}).`);
setUpTheme();

/** @param {import('./spec.js').Spec} spec */
function draw(spec) {
  document.title = spec.title;
  byId('title', HTMLElement).replaceChildren(spec.title);
  byId('version', HTMLElement).replaceChildren(spec.version);
  byId('description', HTMLElement).replaceChildren(...prose(spec.description));
  byId('socket-note', HTMLElement).replaceChildren(spec.start.socket.note);
  byId('curl-example', HTMLElement).replaceChildren(
    `TOKEN=…\ncurl -H "Authorization: Bearer $TOKEN" \\\n  ${location.origin}${root}${spec.start.path}`,
  );
  byId('socket-example', HTMLElement).replaceChildren(
    spec.start.socket.code.replaceAll('{origin}', location.origin).replaceAll('{root}', root),
  );
  setNamespace(spec.start.socket.namespace);
  const groups = spec.groups.map((group) => drawGroup(group, spec));
  byId('groups', HTMLElement).replaceChildren(...groups.map(({ section }) => section));
  byId('sections', HTMLElement).append(
    h('a', { href: '#start' }, 'Start'),
    ...groups.map(({ link }) => link),
    h('a', { href: `${root}/openapi.json` }, 'openapi.json'),
  );
  setUpSearch(groups);
  setUpToken(spec.paths.has('/dev/token'));
  addEventListener('hashchange', openTarget);
  openTarget();
}

/**
 * @param {Group} group
 * @param {import('./spec.js').Spec} spec
 */
function drawGroup(group, { definitions }) {
  const id = `group-${group.name}`;
  const items = group.entries.map((entry) => ({
    card: entry.kind === 'operation' ? operationCard(entry, definitions) : eventCard(entry, definitions),
    text: [
      group.title,
      entry.kind === 'operation' ? `${entry.method} ${entry.path}` : entry.name,
      entry.summary,
      entry.description,
    ]
      .join(' ')
      .toLowerCase(),
  }));
  for (const { card } of items) {
    card.addEventListener('toggle', () => {
      if (card.open) history.replaceState(null, '', `#${card.id}`);
    });
  }
  const section = h(
    'section',
    { className: 'group', id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, group.title),
    group.description ? h('p', {}, ...prose(group.description)) : null,
    group.name === 'socket-server' && canConnect() ? livePanel() : null,
    ...items.map(({ card }) => card),
  );
  const link = h('a', { href: `#${id}` }, group.title, h('span', { className: 'count' }, String(group.entries.length)));
  return { section, link, items };
}

/** Opens the card that the address names. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target instanceof HTMLDetailsElement) target.open = true;
  target.scrollIntoView();
}

function setUpTheme() {
  const select = byId('theme', HTMLSelectElement);
  select.value = document.documentElement.dataset.theme ?? '';
  select.onchange = () => {
    if (select.value === '') {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem('parley-docs-theme');
    } else {
      document.documentElement.dataset.theme = select.value;
      localStorage.setItem('parley-docs-theme', select.value);
    }
  };
}
