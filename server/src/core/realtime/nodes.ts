import { randomInt } from 'node:crypto';

/** Another node is gone. */
export type NodeDeath = {
  readonly node: string;
  /** For how many milliseconds it has not been heard: what it wanted to announce meanwhile is lost. */
  readonly silentMs: number;
  /** It said goodbye, and nothing of it is lost. */
  readonly orderly: boolean;
};

/**
 * The nodes of a site: processes that share a database and a bus. A process that starts anew is another node. While the bus
 * is away nobody joins or dies; when it is back, whoever is not heard again within three seconds is dead. A node that was only held up,
 * or cut off, joins again when it is heard again.
 */
export type Nodes = {
  /** This node: some small letters and digits. */
  readonly self: string;
  /** There cannot be others. */
  readonly alone: boolean;
  /** Whether other nodes can be heard now. Always true where there can be none. */
  readonly connected: boolean;
  /** The other nodes that live, as far as this one knows. */
  others(): readonly string[];
  /** Called for each other node when it is first heard; listeners must not throw. Returns what ends it, as below. */
  onJoined(listener: (node: string) => void): () => void;
  onDied(listener: (death: NodeDeath) => void): () => void;
  /** Other nodes cannot be heard any more. */
  onAway(listener: () => void): () => void;
  /** Other nodes can be heard, for the first time or again: what was said before is lost. */
  onBack(listener: () => void): () => void;
};

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 10;

/** A name for this process that no other has. */
export function makeNodeId(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** The nodes of a site that is one process. */
export function loneNode(self: string): Nodes {
  const never = () => () => {};
  const others = () => [];
  return { self, alone: true, connected: true, others, onJoined: never, onDied: never, onAway: never, onBack: never };
}
