import style from './launcher.css?inline';

/** The button and the panel of a widget, in a shadow tree: the page's style does not reach them, nor theirs the page. */
export type Launcher = {
  readonly host: HTMLElement;
  readonly panel: HTMLElement;
  isOpen(): boolean;
  toggle(isOpen: boolean): void;
  showUnread(total: number): void;
};

const SVG = 'http://www.w3.org/2000/svg';
const BUBBLE =
  'M4 5.5A2.5 2.5 0 0 1 6.500 3h11A2.500 2.500 0 0 1 20 5.500v7a2.500 2.500 0 0 1-2.500 2.500H11l-4.600 4V15A2.500 2.500 0 0 1 4 12.500z';
const CROSS = 'M6 6l12 12M18 6L6 18';

export function makeLauncher(labels: { readonly open: string; readonly close: string }, onPress: () => void): Launcher {
  const host = document.createElement('parley-widget');
  const root = host.attachShadow({ mode: 'open' });
  // A constructed sheet is let through where the page's policy forbids style elements.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];

  const panel = document.createElement('div');
  panel.className = 'panel';
  panel.inert = true;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button';
  const badge = document.createElement('span');
  badge.className = 'badge';
  badge.hidden = true;
  const icon = document.createElementNS(SVG, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  icon.append(path);
  button.append(icon, badge);
  button.addEventListener('click', onPress);
  root.append(panel, button);
  let isOpen = false;
  let unread = 0;

  function draw(): void {
    host.toggleAttribute('open', isOpen);
    panel.inert = !isOpen;
    path.setAttribute('d', isOpen ? CROSS : BUBBLE);
    button.setAttribute('aria-expanded', String(isOpen));
    button.setAttribute('aria-label', isOpen ? labels.close : unread > 0 ? `${labels.open} (${unread})` : labels.open);
    badge.textContent = unread > 99 ? '99+' : String(unread);
    badge.hidden = unread === 0 || isOpen;
  }

  draw();
  return {
    host,
    panel,
    isOpen: () => isOpen,
    toggle(now) {
      if (now === isOpen) return;
      isOpen = now;
      draw();
      if (isOpen) panel.querySelector('iframe')?.focus();
      else button.focus();
    },
    showUnread(total) {
      unread = Number.isSafeInteger(total) && total > 0 ? total : 0;
      draw();
    },
  };
}
