import type { Person } from '../person.ts';
import type { Stage } from '../stage.ts';

/** Three friends, and somebody who has no part in their conversations. */
export type Cast = { readonly mira: Person; readonly jonas: Person; readonly tove: Person; readonly vik: Person };

/** Everybody connects; nobody knows anybody yet, so nobody hears of it. */
export async function arrive(stage: Stage, cast: Cast): Promise<void> {
  stage.narrator.scene('Four people come online');
  for (const person of [cast.mira, cast.jonas, cast.tove, cast.vik]) {
    await person.connect();
    stage.narrator.act(person, 'connects');
  }
  await stage.settle();
}
