import { type FrameOptions, type Mounted, openFrame } from './frame.ts';
import { makeLauncher } from './launcher.ts';

export type WidgetOptions = Omit<FrameOptions, 'onUnread'> & {
  /** Begins open. */
  readonly isOpen?: boolean;
  /** Words for the button, where those of the language will not do. */
  readonly labels?: { readonly open: string; readonly close: string };
};

export type Widget = {
  open(path?: string): void;
  close(): void;
  /** Takes it off the page. */
  remove(): void;
};

const LABELS = {
  en: { open: 'Open messages', close: 'Close messages' },
  fr: { open: 'Ouvrir les messages', close: 'Fermer les messages' },
};

/** In the language that the app inside is shown in. */
function labelsIn(language: string): Required<WidgetOptions>['labels'] {
  return language.toLowerCase().startsWith('fr') ? LABELS.fr : LABELS.en;
}

/** A button in the corner and a panel above it (the whole screen on a phone). The app is loaded with the page, so that unread messages show. */
export function openWidget(origin: string, options: WidgetOptions): Widget {
  const labels = options.labels ?? labelsIn(options.language ?? navigator.language);
  const launcher = makeLauncher(labels, () => (launcher.isOpen() ? close() : open()));
  const app: Mounted = openFrame(origin, launcher.panel, {
    view: 'support',
    ...options,
    isWidget: true,
    onUnread: launcher.showUnread,
    onClose: close,
  });
  function open(path?: string): void {
    if (path !== undefined) app.open(path);
    launcher.toggle(true);
  }
  function close(): void {
    launcher.toggle(false);
  }
  launcher.panel.addEventListener('keydown', (event) => {
    if (event instanceof KeyboardEvent && event.key === 'Escape') close();
  });
  document.body.append(launcher.host);
  if (options.isOpen) open();
  return {
    open,
    close,
    remove() {
      app.unmount();
      launcher.host.remove();
    },
  };
}
