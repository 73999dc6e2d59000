import type { Socket } from 'socket.io';
import type { CloseReason, Connection } from '../../../core/realtime/connection.ts';
import type { Frame } from './frames.ts';

/** A connection that has this much waiting to be written does not keep up and is cut. */
const MAX_WAITING_FRAMES = 1_000;
const MAX_WAITING_CHARACTERS = 1024 * 1024;

/** A Socket.IO socket as the hub sees it. Frames go straight to the transport's queue, already encoded. */
export class SocketConnection implements Connection<Frame> {
  readonly id: string;
  readonly userId: string;
  readonly #socket: Socket;
  #waiting = 0;

  constructor(socket: Socket, userId: string) {
    this.#socket = socket;
    this.id = socket.id;
    this.userId = userId;
  }

  send(frame: Frame): void {
    const { conn } = this.#socket;
    const { writeBuffer } = conn as unknown as { writeBuffer: readonly unknown[] };
    this.#waiting = writeBuffer.length === 0 ? 0 : this.#waiting + frame.text.length;
    if (writeBuffer.length >= MAX_WAITING_FRAMES || this.#waiting > MAX_WAITING_CHARACTERS) {
      this.close('slow');
      return;
    }
    conn.write(frame.text);
  }

  close(reason: CloseReason): void {
    if (reason === 'suspended' || reason === 'expired') this.#socket.disconnect(true);
    // A closed transport, unlike a disconnect of Socket.IO, makes clients come back by themselves.
    else this.#socket.conn.close(true);
  }
}
