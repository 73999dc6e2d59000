import type { Attachment } from '../types.ts';
import { invalid, Refusal } from './refusal.ts';
import { roomFor } from './rooms.ts';
import { makeId, now, type Person, type State, type StoredFile } from './state.ts';

const MOST_BYTES = 10 * 1024 * 1024;
const LINK_MS = 300_000;

/** Takes a file; it belongs to nobody but its uploader until a message is given it. */
export async function storeFile(state: State, person: Person, file: File): Promise<Attachment> {
  if (file.size === 0) throw invalid('file', 'must not be empty');
  if (file.size > MOST_BYTES) throw new Refusal('file_too_large', `A file has at most ${MOST_BYTES} bytes`);
  const id = makeId(state, 'f');
  const [kind] = file.type.split('/');
  const attachment: Attachment = {
    id,
    name: file.name,
    size: file.size,
    mimeType: file.type === '' ? 'application/octet-stream' : file.type,
    kind: kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document',
    width: null,
    height: null,
    duration: null,
    url: `/api/attachments/${id}/content?signature=fake`,
    urlExpiresAt: new Date(state.clock.now() + LINK_MS).toISOString(),
    thumbnailUrl: null,
    createdAt: now(state),
  };
  const bytes = new Uint8Array(await file.arrayBuffer());
  state.files.set(id, { attachment, bytes, ownerId: person.id, isTaken: false });
  return attachment;
}

/** A file for somebody who may see it. @throws Refusal `not_found`, `not_a_member` */
export function fileOf(state: State, person: Person, id: string): StoredFile {
  const file = state.files.get(id);
  if (!file) throw new Refusal('not_found', 'There is no such attachment');
  if (file.ownerId === person.id) return file;
  const room = [...state.rooms.values()].find(({ messages }) =>
    messages.some(({ message }) => message.attachments.some((attachment) => attachment.id === id)),
  );
  if (!room) throw new Refusal('not_a_member', 'This file is of somebody else');
  roomFor(state, person, room.id);
  return file;
}

/** Files that are given to something now. @throws Refusal `validation_failed` where one is not free */
export function takeFiles(state: State, userId: string, ids: readonly string[]): Attachment[] {
  const files = ids.map((id, index) => {
    const file = state.files.get(id);
    if (!file || file.ownerId !== userId || file.isTaken || ids.indexOf(id) < index)
      throw invalid(`attachmentIds.${index}`, 'is no attachment of yours that is free to use');
    return file;
  });
  for (const file of files) file.isTaken = true;
  return files.map(({ attachment }) => attachment);
}
