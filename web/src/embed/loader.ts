import { type FrameOptions, type Mounted, openFrame } from './frame.ts';
import { openWidget, type Widget, type WidgetOptions } from './widget.ts';

/** The server that this script came from. */
const origin = new URL(document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href)
  .origin;

/** What `/parley.js` gives to the page that loads it. */
export type ParleyGlobal = {
  /** Shows the app inside `element`, as large as that is, as the owner of the token. */
  mount(element: Element, options: FrameOptions): Mounted;
  /** A round button in the corner of the page that opens the app, with the number of unread messages on it. */
  widget(options: WidgetOptions): Widget;
};

const parley: ParleyGlobal = {
  mount: (element, options) => openFrame(origin, element, options),
  widget: (options) => openWidget(origin, options),
};
Object.assign(globalThis, { Parley: parley });
