import pg from 'pg';
import { clientConfig, isOutage } from './pool.ts';

/** One connection for the writer alone, opened on first use and opened anew after it broke. */
export class WriterConnection {
  readonly #url: string;
  #client: pg.Client | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  /** Runs `work` on the connection. Rejects at once when the database cannot be reached: the caller decides to retry. */
  async run<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = this.#client ?? (await this.#open());
    try {
      return await work(client);
    } catch (error) {
      if (isOutage(error)) this.#drop(client);
      throw error;
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => {});
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client(clientConfig(this.#url));
    client.on('error', () => this.#drop(client));
    try {
      await client.connect();
    } catch (error) {
      this.#drop(client);
      throw error;
    }
    this.#client = client;
    return client;
  }

  #drop(client: pg.Client): void {
    if (this.#client === client) this.#client = null;
    client.end().catch(() => {});
  }
}
