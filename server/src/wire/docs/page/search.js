import { byId } from './dom.js';

/** @typedef {{ card: HTMLElement, text: string }} Searchable */
/** @typedef {{ section: HTMLElement, link: HTMLElement, items: Searchable[] }} SearchGroup */

/**
 * Narrows the page to what contains every word of the query. `/` goes to the field, arrows walk through what is left,
 * Escape clears.
 * @param {SearchGroup[]} groups
 */
export function setUpSearch(groups) {
  const query = byId('query', HTMLInputElement);
  query.oninput = () => narrow(groups, query.value);
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, dialog');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      query.focus();
      query.select();
    } else if (event.key === 'Escape' && event.target === query) {
      query.value = '';
      narrow(groups, '');
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') walk(event, query);
  });
}

/**
 * @param {SearchGroup[]} groups
 * @param {string} query
 */
function narrow(groups, query) {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  let found = 0;
  for (const { section, link, items } of groups) {
    let shown = 0;
    for (const { card, text } of items) {
      card.hidden = !words.every((word) => text.includes(word));
      if (!card.hidden) shown += 1;
    }
    section.hidden = shown === 0;
    link.hidden = shown === 0;
    found += shown;
  }
  byId('start', HTMLElement).hidden = words.length > 0;
  byId('found', HTMLElement).replaceChildren(words.length === 0 ? '' : `${found === 0 ? 'Nothing' : found} found`);
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLInputElement} query
 */
function walk(event, query) {
  const cards = [...document.querySelectorAll('.card:not([hidden]) > summary')].filter(
    (summary) => summary instanceof HTMLElement && summary.offsetParent !== null,
  );
  const at = document.activeElement ? cards.indexOf(document.activeElement) : -1;
  if (at === -1 && document.activeElement !== query) return;
  const next = event.key === 'ArrowDown' ? cards[at + 1] : (cards[at - 1] ?? query);
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
