import { Refused } from '../person.ts';
import { type Room, type Stage, StoryError } from '../stage.ts';
import { answers } from '../wire.ts';
import type { Cast } from './arrivals.ts';
import { drawMap } from './picture.ts';

/** A picture goes up, is attached, comes down unchanged for a member, and stays closed to a stranger. */
export async function shareMap(stage: Stage, { tove, jonas, vik }: Cast, room: Room): Promise<void> {
  stage.narrator.scene('A file');
  const picture = drawMap();
  const form = new FormData();
  form.set('file', new Blob([picture], { type: 'image/png' }), 'way-to-the-hut.png');
  const uploaded = await tove.fetch('/api/attachments', { method: 'POST', body: form });
  const file = answers.attachment.parse(await uploaded.json());
  stage.narrator.act(tove, `uploads ${file.name} (${file.size} bytes, ${file.mimeType})`);
  const message = await stage.say(tove, room, 'The way up', { type: 'image', attachmentIds: [file.id] });
  const [attached] = message.attachments;
  if (attached?.id !== file.id) throw new StoryError('the message must carry the file');

  const content = `/api/attachments/${file.id}/content`;
  const byToken = await bytes(await jonas.fetch(content));
  const byLink = await bytes(await fetch(new URL(attached.url, stage.baseUrl)));
  if (!picture.equals(byToken) || !picture.equals(byLink)) throw new StoryError('the file came back changed');
  stage.narrator.act(jonas, `downloads it with the token and by its signed link: ${byToken.length} bytes, identical`);

  const refused = await vik.fetch(content).catch((error: unknown) => error);
  if (!(refused instanceof Refused)) throw new StoryError('a stranger got the file');
  stage.narrator.act(vik, `asks for it and is refused: ${refused.code}`);
  await stage.settle();
}

async function bytes(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}
