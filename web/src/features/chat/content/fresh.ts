import type { Attachment, Parley } from '@parley/client';
import { useCallback, useEffect, useState } from 'react';
import { useRoom } from '../room.ts';

/** What was fetched anew, by id; rows come and go while one scrolls, and their links stay good for minutes. */
const renewed = new Map<string, Attachment>();
const KEPT = 500;
/** ms that a link is to be good for at least when it is given to the page. */
const MARGIN_MS = 5_000;
const asking = new Map<string, Promise<Attachment>>();

export type Fresh = {
  /** The attachment with a link that works, or worked a moment ago; null while a new one is fetched. */
  readonly attachment: Attachment | null;
  /** The link failed: fetches a new one, once. */
  readonly renew: () => void;
  /** Nothing helps. */
  readonly isBroken: boolean;
};

/** Links to files are good for a while: keeps one that works. */
export function useFresh(given: Attachment): Fresh {
  const { parley } = useRoom();
  const [state, setState] = useState(() => ({ attachment: working(given), tries: 0, isBroken: false }));
  const { attachment, tries, isBroken } = state;

  const fetchAnew = useCallback(() => {
    renewAttachment(parley, given.id).then(
      (fresh) => setState((before) => ({ ...before, attachment: fresh })),
      () => setState((before) => ({ ...before, isBroken: true })),
    );
  }, [parley, given.id]);
  useEffect(() => {
    if (attachment === null && !isBroken) fetchAnew();
  }, [attachment, isBroken, fetchAnew]);

  const renew = useCallback(() => {
    if (tries > 0) setState((before) => ({ ...before, isBroken: true }));
    else setState((before) => ({ attachment: null, tries: before.tries + 1, isBroken: false }));
  }, [tries]);
  return { attachment, renew, isBroken };
}

/** A link to the bytes that works now. @throws ParleyError */
export async function freshLink(parley: Parley, given: Attachment): Promise<string> {
  return (working(given) ?? (await renewAttachment(parley, given.id))).url;
}

/** The attachment, or a newer one of the same id; null where both have had their time. */
function working(given: Attachment): Attachment | null {
  const known = renewed.get(given.id);
  return [known, given].find((one) => one && Date.parse(one.urlExpiresAt) > Date.now() + MARGIN_MS) ?? null;
}

function renewAttachment(parley: Parley, id: string): Promise<Attachment> {
  const present = asking.get(id);
  if (present) return present;
  const asked = parley
    .request('get', '/api/attachments/{id}', { params: { id } })
    .then((fresh) => {
      renewed.delete(id);
      renewed.set(id, fresh);
      const [oldest] = renewed.keys();
      if (renewed.size > KEPT && oldest !== undefined) renewed.delete(oldest);
      return fresh;
    })
    .finally(() => asking.delete(id));
  asking.set(id, asked);
  return asked;
}
