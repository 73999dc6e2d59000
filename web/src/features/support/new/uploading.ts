import { ParleyError } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeptFile } from './draft.ts';

/** A file that the server does not have yet. */
export type Upload = {
  readonly key: number;
  readonly file: File;
  /** 0 to 1 */
  readonly progress: number;
  readonly error: ParleyError | null;
};

export type Uploads = {
  readonly items: readonly Upload[];
  readonly start: (files: readonly File[]) => void;
  readonly retry: (upload: Upload) => void;
  /** Ends it, and takes it away. */
  readonly drop: (upload: Upload) => void;
};

let lastKey = 0;

/** Uploads files at once; each that is through is handed to `onDone`. Those that are under way end with the component. */
export function useUploads(onDone: (file: KeptFile) => void): Uploads {
  const parley = useParley();
  const [items, setItems] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<number, AbortController>());

  const run = useCallback(
    async ({ key, file }: Upload) => {
      const ending = new AbortController();
      running.current.set(key, ending);
      const change = (part: Partial<Upload>) =>
        setItems((all) => all.map((item) => (item.key === key ? { ...item, ...part } : item)));
      change({ progress: 0, error: null });
      try {
        const stored = await parley.upload(file, file.name, {
          signal: ending.signal,
          onProgress: (progress) => change({ progress }),
        });
        setItems((all) => all.filter((item) => item.key !== key));
        const { id, name, size, mimeType } = stored;
        onDone({ id, name, size, mimeType, at: Date.now() });
      } catch (error) {
        if (!ending.signal.aborted && error instanceof ParleyError) change({ error });
      } finally {
        running.current.delete(key);
      }
    },
    [parley, onDone],
  );

  useEffect(() => {
    const all = running.current;
    return () => {
      for (const ending of all.values()) ending.abort();
    };
  }, []);

  const start = useCallback(
    (files: readonly File[]) => {
      const added = files.map((file): Upload => {
        lastKey += 1;
        return { key: lastKey, file, progress: 0, error: null };
      });
      setItems((all) => [...all, ...added]);
      for (const upload of added) void run(upload);
    },
    [run],
  );
  const retry = useCallback((upload: Upload) => void run(upload), [run]);
  const drop = useCallback(({ key }: Upload) => {
    running.current.get(key)?.abort();
    setItems((all) => all.filter((item) => item.key !== key));
  }, []);
  return { items, start, retry, drop };
}
