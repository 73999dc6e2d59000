import { ParleyError } from '../errors.ts';
import { ACCEPTED, type AcceptedType, goesBy, OLE2, TEXT, typeOfExtension } from './accepted.ts';
import { isBare } from './bare.ts';
import type { MediaInspector } from './media.ts';
import { extensionOf } from './name.ts';
import { ole2Content } from './ole2.ts';
import { isTextFile } from './text.ts';

/** What the client says of its file. */
export type Claim = {
  /** Already cleaned; may be empty. */
  readonly name: string;
  /** The declared media type as sent, null when there was none. */
  readonly declaredType: string | null;
  /** Whether a file is believed that begins as what it claims to be, and says no more of itself. */
  readonly evenBare?: boolean;
};

/** Declarations that say nothing. */
const UNDECLARED: ReadonlySet<string> = new Set(['', 'application/octet-stream', 'binary/octet-stream']);

/**
 * The type of a file, decided by its bytes; the name's extension and the declared type have to agree with it, where there
 * are any.
 * @throws `unsupported_file_type` when neither the bytes nor the name are of a type that is accepted, `file_type_mismatch`
 * when bytes, extension and declared type disagree.
 */
export async function detectType(media: MediaInspector, path: string, claim: Claim): Promise<AcceptedType> {
  const extension = extensionOf(claim.name);
  const declared = declaredOf(claim.declaredType);
  const sniffed = (await media.sniff(path))?.split(';', 1)[0] ?? null;
  const candidates = bySignature(await signatureOf(sniffed, path));
  if (candidates.length > 0) return agree(candidates, extension, declared);
  const bare = claim.evenBare && extension !== null ? typeOfExtension(extension) : undefined;
  if (bare && declared !== null && goesBy(bare, declared) && (await isBare(path, bare.mimeType, sniffed))) return bare;
  const claimed = claimedType(extension, declared);
  if (claimed !== undefined && claimed !== TEXT) throw mismatch();
  if (await isTextFile(path)) {
    if (claimed === TEXT || (extension === null && declared === null)) return agree([TEXT], extension, declared);
  } else if (claimed === TEXT) throw mismatch();
  throw new ParleyError('unsupported_file_type', 'This type of file is not accepted');
}

function mismatch(): ParleyError {
  return new ParleyError('file_type_mismatch', "The file's bytes, its name and its declared type do not agree");
}

function declaredOf(sent: string | null): string | null {
  const type = (sent ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return UNDECLARED.has(type) ? null : type;
}

async function signatureOf(sniffed: string | null, path: string): Promise<string | null> {
  if (sniffed !== OLE2) return sniffed;
  const content = await ole2Content(path);
  return content && `${OLE2}; ${content}`;
}

function bySignature(signature: string | null): readonly AcceptedType[] {
  return signature === null ? [] : ACCEPTED.filter((type) => type.signatures.includes(signature));
}

/** Of the types that the bytes may be, the one that extension and declaration agree with. */
function agree(candidates: readonly AcceptedType[], extension: string | null, declared: string | null): AcceptedType {
  const agreed = candidates.filter(
    (type) =>
      (extension === null || type.extensions.includes(extension)) && (declared === null || goesBy(type, declared)),
  );
  const type = agreed.find((candidate) => candidate.mimeType === declared) ?? agreed[0];
  if (!type) throw mismatch();
  return type;
}

/** What a file claims to be, by its extension, without one by its declared type. */
function claimedType(extension: string | null, declared: string | null): AcceptedType | undefined {
  if (extension !== null) return typeOfExtension(extension);
  return declared === null ? undefined : ACCEPTED.find((type) => goesBy(type, declared));
}
