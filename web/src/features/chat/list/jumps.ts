import type { Chat } from '@parley/client';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { showToast } from '../../../ui/toasts.ts';
import { useAim } from './aim.ts';
import { type Row, rowOfSeq, seqOf } from './rows.ts';
import type { RowVirtualizer } from './virtual-rows.ts';

type Options = {
  readonly rows: readonly Row[];
  readonly virtualizer: RowVirtualizer;
  readonly chat: Chat;
  readonly hasNewer: boolean;
  readonly focusSeq: number | undefined;
};

/** What is being gone to. Once its surroundings are loaded and drawn, what stands nearest will do: the message itself may be gone. */
type Target = { readonly seq: number; readonly phase: 'wanted' | 'loading' | 'loaded' | 'drawn' };

/** ms in which what was loaded is drawn for certain. */
const DRAWN_MS = 500;

const FLASH_MS = 2_000;

/** Goes to places of the list: at first where reading goes on, then to whatever is asked for, loading it where it has to be. */
export function useJumps({ rows, virtualizer, chat, hasNewer, focusSeq }: Options) {
  const t = useT('chat');
  const [flashing, setFlashing] = useState<string | null>(null);
  const target = useRef<Target | null>(null);
  const isPlaced = useRef(false);
  const { goTo, end, isOn } = useAim(rows, virtualizer);

  useEffect(() => {
    if (flashing === null) return;
    const timer = setTimeout(() => setFlashing(null), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flashing]);

  const fail = useCallback(() => {
    target.current = null;
    showToast({ tone: 'danger', title: t('jumpFailed') });
  }, [t]);

  const seek = useCallback(() => {
    const wanted = target.current;
    if (wanted === null) return;
    const exact = rowOfSeq(rows, wanted.seq);
    const isDrawn = wanted.phase === 'drawn' || (wanted.phase === 'loaded' && isWithin(rows, wanted.seq));
    const index = exact < 0 && isDrawn ? nearest(rows, wanted.seq) : exact;
    const row = rows[index];
    if (row) {
      target.current = null;
      goTo(index, 'center');
      if (index === exact) setFlashing(row.key);
    } else if (wanted.phase === 'wanted') {
      target.current = { ...wanted, phase: 'loading' };
      const reach = (phase: 'loaded' | 'drawn') => {
        if (target.current?.seq !== wanted.seq) return;
        target.current = { ...wanted, phase };
        latest.current();
      };
      void chat.showAround(wanted.seq).then(() => {
        // It is drawn a moment later, and looked at then.
        reach('loaded');
        setTimeout(() => reach('drawn'), DRAWN_MS);
      }, fail);
    } else if (isDrawn) target.current = null;
  }, [rows, goTo, chat, fail]);
  const latest = useRef(seek);

  const jumpTo = useCallback((seq: number) => {
    target.current = { seq, phase: 'wanted' };
    latest.current();
  }, []);
  const toEnd = useCallback(() => {
    end();
    // What was loaded is drawn within two frames.
    if (hasNewer) void chat.showLatest().then(() => setTimeout(() => virtualizer.scrollToEnd(), 40), fail);
    else virtualizer.scrollToEnd();
  }, [chat, hasNewer, virtualizer, end, fail]);

  // Before anything is seen: the place where reading goes on.
  useLayoutEffect(() => {
    if (isPlaced.current || rows.length === 0) return;
    isPlaced.current = true;
    const unread = rows.findIndex(({ kind }) => kind === 'unread');
    // With what was said before, to begin with.
    if (unread >= 0) goTo(Math.max(0, unread - 1), 'start');
    else virtualizer.scrollToEnd();
  }, [rows, virtualizer, goTo]);
  // In development React draws everything twice, and the list forgets its place in between.
  useLayoutEffect(
    () => () => {
      isPlaced.current = false;
      target.current = null;
    },
    [],
  );

  useLayoutEffect(() => {
    if (focusSeq !== undefined) target.current = { seq: focusSeq, phase: 'wanted' };
  }, [focusSeq]);
  useLayoutEffect(() => {
    latest.current = seek;
    seek();
  }, [seek]);
  // A place that is asked for while nothing else changes.
  useEffect(() => {
    if (focusSeq !== undefined) latest.current();
  }, [focusSeq]);

  return { flashing, jumpTo, toEnd, isJumping: isOn };
}

function isWithin(rows: readonly Row[], seq: number): boolean {
  const seqs = rows.map(seqOf).filter((one) => one !== null);
  return (seqs[0] ?? Number.POSITIVE_INFINITY) <= seq && seq <= (seqs.at(-1) ?? 0);
}

function nearest(rows: readonly Row[], seq: number): number {
  const after = rows.findIndex((row) => (seqOf(row) ?? -1) >= seq);
  return after < 0 ? rows.length - 1 : after;
}
