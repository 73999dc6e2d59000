/** A question to the process that makes pictures small; it gets the next one only after its answer. */
export type Job = { readonly path: string; readonly mimeType: string };

/** Null where none can be made. */
export type Outcome = { readonly picture: Uint8Array | null };
