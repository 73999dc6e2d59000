/** What can be known of a picture, film or sound without decoding it. Pixels as shown, seconds; null where unknown. */
export type Measures = {
  readonly width: number | null;
  readonly height: number | null;
  readonly duration: number | null;
};

export const NO_MEASURES: Measures = { width: null, height: null, duration: null };

/**
 * Looks into files of strangers. Work is bounded in bytes, memory and time, off the main thread; neither call ever rejects
 * because of what a file holds.
 */
export type MediaInspector = {
  /** The media type that the first bytes speak of, null when they match no signature. */
  sniff(path: string): Promise<string | null>;
  /** What is known of a file of this (accepted) media type. */
  measure(path: string, mimeType: string): Promise<Measures>;
  close(): Promise<void>;
};
