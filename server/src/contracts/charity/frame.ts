/** A finished frame: the same bytes for everybody who hears it. */
export function frame(content: { readonly type: string; readonly [key: string]: unknown }): Buffer {
  return Buffer.from(JSON.stringify(content));
}
