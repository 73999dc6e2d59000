/** The page around the app. */
export type Host = {
  /** A token of the person whom that page knows. @throws Error when it gives none */
  token(): Promise<string>;
  tellUnread(total: number): void;
  /** Closes the panel that the app is in. */
  close(): void;
  /** Hears which address the page around wants to see. */
  onOpen(listener: (path: string) => void): void;
};

/** How the app is shown: by itself, inside another product's page, or in the panel of a widget. */
export type Embedding = { readonly kind: 'none' | 'page' | 'widget'; readonly host: Host | null };

let embedding: Embedding = { kind: 'none', host: null };

export function currentEmbedding(): Embedding {
  return embedding;
}

/** Keeps how the app is shown from now on. */
export function adoptEmbedding(next: Embedding): void {
  embedding = next;
}
