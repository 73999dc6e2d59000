const given = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** What a `<style>` made by script must bear to be let through; undefined where the server gave none. */
const nonce: string | undefined = given === '' || given === '__NONCE__' ? undefined : given;

/** Makes the nonce known to those packages that ask for it by webpack's name (get-nonce, below Radix's dialogs and menus). */
export function shareNonce(): void {
  if (nonce !== undefined) Object.assign(globalThis, { __webpack_nonce__: nonce });
}
