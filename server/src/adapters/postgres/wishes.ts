import type { Pool } from 'pg';
import { EVERYTHING, typesOf } from '../../core/conversations/scope.ts';
import type { ConversationType } from '../../core/conversations/types.ts';
import { WANTED } from './fact-notes.ts';

/**
 * Of which conversations somebody outside hears. Those that outlets of the operator's speak of are known from the start; webhooks,
 * which want all, come and go. What this process believes may be out of date at any moment: a statement that puts nothing down makes
 * sure of it (`UNWANTED`), does nothing where it was wrong, and is repeated after `refresh`.
 */
export type Wishes = {
  /** Types of conversations of whose messages and marks facts are put down. */
  types(): ReadonlySet<ConversationType>;
  /** Looks again. */
  refresh(): Promise<void>;
};

/** True in a statement while nobody wants the engine's own events. Costs nothing: a constant of its plan, see the migration `engine-events`. */
export const UNWANTED = `NOT ${WANTED}`;

/** Where nobody outside hears of anything but of conversations of the types `fixed`, as far as this process knows. */
export function createWishes(pool: Pool, fixed: ReadonlySet<ConversationType>): Wishes {
  const all = typesOf([EVERYTHING]);
  let types = fixed;
  return {
    types: () => types,
    async refresh() {
      const found = await pool.query<{ wanted: boolean }>(`SELECT ${WANTED} AS wanted`);
      types = found.rows[0]?.wanted ? all : fixed;
    },
  };
}

/** The wish of an outlet of the operator's that takes the engine's own events; taken back where no process is set up with one any more. */
export async function setStandingWish(pool: Pool, wanted: boolean): Promise<void> {
  await pool.query(
    wanted
      ? `INSERT INTO event_wishes (name) VALUES ('outlets') ON CONFLICT DO NOTHING`
      : `DELETE FROM event_wishes WHERE name = 'outlets'`,
  );
}
