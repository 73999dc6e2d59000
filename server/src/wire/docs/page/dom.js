/** @typedef {string | Node | null | undefined | false} Child */

/**
 * Makes an element. Properties are set as such (`className`, `onclick`), names with a dash and `role` become attributes;
 * text always goes in as text, never as markup.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role' || name === 'for') element.setAttribute(name, String(value));
    else Object.assign(element, { [name]: value });
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/**
 * The element of the page with this id, which must be of the given kind.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function byId(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`#${id} is not in the page`);
  return element;
}

/**
 * Text with `code` spans as the descriptions have them.
 * @param {string} text
 * @returns {(string | Node)[]}
 */
export function prose(text) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part));
}

/**
 * A button that copies what `text` returns and says so.
 * @param {string} label
 * @param {() => string} text
 * @returns {HTMLButtonElement}
 */
export function copyButton(label, text) {
  const button = h('button', { type: 'button', className: 'quiet' }, label);
  button.onclick = async () => {
    await navigator.clipboard.writeText(text()).then(
      () => button.replaceChildren('Copied'),
      () => button.replaceChildren('Not allowed'),
    );
    setTimeout(() => button.replaceChildren(label), 1500);
  };
  return button;
}
