/** A Socket.IO event packet of the default namespace, encoded once for all who get it. */
export type Frame = { readonly text: string };

/** Encodes a server event (Socket.IO protocol revision 5, packet type EVENT). */
export function eventFrame(name: string, payload: unknown): Frame {
  return { text: `2${JSON.stringify([name, payload])}` };
}
