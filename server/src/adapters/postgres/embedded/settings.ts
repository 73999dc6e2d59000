import type { Endpoint } from './endpoint.ts';

/** Settings of PostgreSQL by name, as in postgresql.conf. */
export type Settings = Readonly<Record<string, string | number>>;

/** What does not depend on the machine. Acknowledged means durable: the first four lines are never to be weakened. */
const defaults: Settings = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  // macOS answers a plain fsync before the disk has written.
  ...(process.platform === 'darwin' ? { wal_sync_method: 'fsync_writethrough' } : {}),
  max_connections: 100,
  superuser_reserved_connections: 3,
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  // The more log between checkpoints, the fewer of them under load, but the more to replay after a crash.
  max_wal_size: '1GB',
  min_wal_size: '128MB',
  checkpoint_timeout: '5min',
  wal_compression: 'on',
  random_page_cost: 1.1, // solid-state disks
  jit: 'off', // short statements: compiling costs more than it saves
  max_parallel_workers_per_gather: 0,
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The log may never contain what people write: no statements, no values of failed rows.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/** Arguments of the `postgres` program: what it serves, where it listens, then the settings, `overrides` last. */
export function serverArguments(data: string, endpoint: Endpoint, overrides: Settings): string[] {
  const listening: Settings =
    endpoint.folder === null
      ? { listen_addresses: '127.0.0.1', unix_socket_directories: '' }
      : { listen_addresses: '', unix_socket_directories: endpoint.folder, unix_socket_permissions: '0700' };
  const settings = { ...defaults, ...listening, ...overrides, port: endpoint.port };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
