import type { Message } from '@parley/client';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useRef } from 'react';
import { type Place, placeOf, type Room, useRoom } from '../room.ts';
import { actionsFor } from './actions.ts';

/** ms that a finger rests before it means the menu, and px that it may move meanwhile. */
const PRESS_MS = 450;
const PRESS_REACH = 8;

/**
 * The ways into what can be done with a message, as handlers of its row: right click, a finger that rests, and keys while the row
 * itself has the keyboard. Null: the row has nothing of that.
 */
export function useRowMenu(message: Message | null) {
  const room = useRoom();
  const press = useRef<{ readonly timer: ReturnType<typeof setTimeout>; readonly x: number; readonly y: number }>(null);
  const wasLong = useRef(false);
  if (message === null) return {};
  const open = (place: Place) => room.open({ kind: 'menu', message, place });
  const release = () => clearTimeout(press.current?.timer);
  return {
    onContextMenu(event: MouseEvent<HTMLElement>) {
      if (isNative(event.target)) return;
      event.preventDefault();
      const isPointer = event.clientX !== 0 || event.clientY !== 0;
      open(
        isPointer ? { x: event.clientX, y: event.clientY, width: 0, height: 0 } : placeOfMessage(event.currentTarget),
      );
    },
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.pointerType !== 'touch') return;
      const { clientX: x, clientY: y } = event;
      wasLong.current = false;
      const rested = () => {
        wasLong.current = true;
        open({ x, y, width: 0, height: 0 });
      };
      press.current = { timer: setTimeout(rested, PRESS_MS), x, y };
    },
    onPointerMove({ clientX, clientY }: PointerEvent) {
      const { x, y } = press.current ?? { x: clientX, y: clientY };
      if (Math.hypot(clientX - x, clientY - y) > PRESS_REACH) release();
    },
    /** The finger that is lifted then presses nothing. */
    onClickCapture(event: MouseEvent) {
      if (!wasLong.current) return;
      wasLong.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
    onPointerUp: release,
    onPointerCancel: release,
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
      const place = placeOfMessage(event.currentTarget);
      if (event.key === 'Enter' || event.key === ' ') open(place);
      else if (!act(message, event.key, place, room)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

/** Does what the key stands for, where the message allows it. */
function act(message: Message, key: string, place: Place, room: Room): boolean {
  const action = actionsFor(message, room, place).find(({ keys }) => keys?.toLowerCase() === key.toLowerCase());
  action?.run();
  return action !== undefined;
}

/** Links and what was marked keep the browser's own menu. */
function isNative(target: EventTarget): boolean {
  const selection = window.getSelection();
  const hasMarked = selection !== null && !selection.isCollapsed;
  return hasMarked || (target instanceof Element && target.closest('a[href], audio, video') !== null);
}

/** Of the row what holds the message: the row itself is as wide as the list. */
function placeOfMessage(row: HTMLElement): Place {
  return placeOf(row.querySelector('[data-bubble]') ?? row);
}
