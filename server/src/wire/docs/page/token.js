import { byId } from './dom.js';
import { root } from './root.js';

const KEY = 'parley-docs-token';

/** The token that requests of this page carry, or an empty string. */
export function currentToken() {
  return sessionStorage.getItem(KEY) ?? '';
}

/**
 * Wires the button and the dialog. `canMake` says that this server hands out development tokens.
 * @param {boolean} canMake
 */
export function setUpToken(canMake) {
  const dialog = byId('token-dialog', HTMLDialogElement);
  const input = byId('token', HTMLTextAreaElement);
  byId('token-maker', HTMLElement).hidden = !canMake;
  byId('token-button', HTMLButtonElement).onclick = () => {
    input.value = currentToken();
    describe(input.value);
    dialog.showModal();
  };
  input.oninput = () => describe(input.value);
  byId('token-form', HTMLFormElement).onsubmit = (event) => {
    event.preventDefault();
    keep(input.value.trim());
    dialog.close();
  };
  byId('token-clear', HTMLButtonElement).onclick = () => {
    keep('');
    dialog.close();
  };
  byId('maker-button', HTMLButtonElement).onclick = async () => {
    input.value = await makeToken();
    describe(input.value);
  };
  keep(currentToken());
}

/** @param {string} token */
function keep(token) {
  if (token === '') sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
  const claims = readClaims(token);
  const label = token === '' ? 'No token' : claims ? `Token: ${claims.subject}` : 'Token (unreadable)';
  const button = byId('token-button', HTMLButtonElement);
  button.replaceChildren(label);
  button.classList.toggle('set', claims !== null);
}

/** @param {string} token */
function describe(token) {
  const claims = readClaims(token.trim());
  const text = claims
    ? `For ${claims.subject}, role ${claims.role}, ${claims.expiry}.`
    : 'This is not a JSON web token.';
  byId('token-claims', HTMLElement).replaceChildren(token.trim() === '' ? '' : text);
}

/**
 * What the token says of itself; it is not verified here.
 * @param {string} token
 */
function readClaims(token) {
  try {
    const payload = token.split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    );
    /** @type {Record<string, unknown>} */
    const claims = JSON.parse(new TextDecoder().decode(bytes));
    const subject = String(claims.sub ?? claims.id ?? claims.userId ?? claims.user_id ?? 'nobody');
    const expiry =
      typeof claims.exp === 'number' ? `valid until ${new Date(claims.exp * 1000).toLocaleString()}` : 'without an end';
    return { subject, role: String(claims.role ?? 'user'), expiry };
  } catch {
    return null;
  }
}

async function makeToken() {
  const id = byId('maker-id', HTMLInputElement).value.trim();
  const role = byId('maker-role', HTMLSelectElement).value;
  const response = await fetch(`${root}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, name: id, role }),
  });
  /** @type {{ token?: string, detail?: string }} */
  const answer = await response.json();
  return answer.token ?? answer.detail ?? '';
}
