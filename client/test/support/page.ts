/**
 * As much of a page as React and the client ask for: events of the window, and an element that nothing is drawn into. Components
 * that draw nothing need no more.
 */
export class Page extends EventTarget {
  readonly document = Object.assign(new EventTarget(), { visibilityState: 'visible', activeElement: null, body: null });
  readonly HTMLIFrameElement = class {};
  readonly event = undefined;
}

/** Makes the page the one of this process; the answer takes it away again. */
export function openPage(): { readonly page: Page; readonly element: Element; close(): void } {
  const page = new Page();
  Object.assign(globalThis, { window: page, document: page.document, IS_REACT_ACT_ENVIRONMENT: true });
  const element = Object.assign(new EventTarget(), {
    nodeType: 1,
    nodeName: 'DIV',
    tagName: 'DIV',
    namespaceURI: 'http://www.w3.org/1999/xhtml',
    ownerDocument: page.document,
    firstChild: null,
    lastChild: null,
  });
  return {
    page,
    element: element as unknown as Element,
    close() {
      for (const name of ['window', 'document', 'IS_REACT_ACT_ENVIRONMENT']) Reflect.deleteProperty(globalThis, name);
    },
  };
}
