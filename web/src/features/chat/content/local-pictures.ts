type Kept = { readonly url: string; size: { readonly width: number; readonly height: number } | null };

/** Addresses of files that are in this page's hands. The browser keeps a file as long as its address is good. */
const urls = new Map<Blob, Kept>();
const stored = new Map<string, Blob>();
const KEPT = 60;

/** An address for a file that is not at the server yet, always the same one; it is given up when many newer ones came. */
export function localUrl(blob: Blob): string {
  return keep(blob).url;
}

/** How large a picture turned out to be once it was shown; px. */
export function noteSize(blob: Blob, width: number, height: number): void {
  keep(blob).size = { width, height };
}

export function localSize(blob: Blob): { readonly width: number; readonly height: number } | null {
  return urls.get(blob)?.size ?? null;
}

/** The server has this file now, by this id: what is shown of it does not flicker. */
export function noteStored(attachmentId: string, blob: Blob): void {
  if (urls.has(blob)) stored.set(attachmentId, blob);
}

/** The address of the own copy of an attachment; null where it was not sent from here. */
export function localPicture(attachmentId: string): string | null {
  const blob = stored.get(attachmentId);
  return (blob && urls.get(blob)?.url) ?? null;
}

function keep(blob: Blob): Kept {
  const known = urls.get(blob);
  if (known) return known;
  const kept: Kept = { url: URL.createObjectURL(blob), size: null };
  urls.set(blob, kept);
  const [oldest] = urls;
  if (urls.size > KEPT && oldest) forget(...oldest);
  return kept;
}

function forget(blob: Blob, { url }: Kept): void {
  URL.revokeObjectURL(url);
  urls.delete(blob);
  for (const [id, other] of stored) if (other === blob) stored.delete(id);
}
