import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type SignInSettings, signInFaults, signInSettings } from './sign-in-settings.ts';
import { unusedNotices, Variables } from './variables.ts';

/** The environment is wrong. The message has one sentence per line, each of which names the variable. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** All settings of one server. Frozen; nothing else reads the environment. */
export type Config = {
  readonly nodeEnv: 'development' | 'production';
  readonly host: string;
  readonly port: number;
  /** Ports that contracts have to themselves, by contract. */
  readonly contractPorts: Readonly<Record<string, number>>;
  /** Absolute path. */
  readonly dataDir: string;
  /** Absolute path of the folder for files of marketplace; null: with all others, in `dataDir`. */
  readonly uploadPath: string | null;
  /** Where files are kept in place of the disk; `endpoint` null: Amazon's. Null: on the disk. */
  readonly s3: {
    readonly bucket: string;
    readonly region: string;
    readonly endpoint: string | null;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string | null;
  } | null;
  /** Origin of links that leave the server, without a slash at its end; null: where it listens. */
  readonly publicUrl: string | null;
  /** `url` null: the embedded PostgreSQL. */
  readonly database: { readonly url: string | null; readonly poolSize: number; readonly allowUnsafe: boolean };
  /** `url` null: one process alone. */
  readonly redis: { readonly url: string | null };
  /** How many processes serve on this machine. */
  readonly processes: number;
  /** `host` or `host:port` at which other nodes reach this one; null: where clients do. */
  readonly nodeAddress: string | null;
  readonly auth: {
    readonly jwtSecret: string | null;
    readonly jwtPublicKey: string | null;
    readonly jwksUrl: string | null;
    readonly issuer: string | null;
    readonly audience: string | null;
    /** Life of tokens made here: a number and one of s, m, h, d, w. */
    readonly tokenTtl: string;
  };
  /** Null: people bring their tokens along. */
  readonly signIn: SignInSettings | null;
  readonly limits: {
    readonly maxMessageLength: number;
    readonly maxFileSize: number;
    readonly messagesPerPage: number;
    /** Within which a request must have arrived, body and all. */
    readonly requestTimeoutMs: number;
    readonly rateWindowMs: number;
    readonly rateMaxRequests: number;
    /** null: the default of each contract. */
    readonly messagesPerHour: number | null;
  };
  /** `'*'`: any origin; empty: only the own one. */
  readonly corsOrigins: '*' | readonly string[];
  /** false, a number of proxies, or their addresses and CIDR blocks. */
  readonly trustProxy: false | number | readonly string[];
  readonly fileLinkTtlSeconds: number;
  /** `maxPerUser`: how many connections one person may have to marketplace. */
  readonly socket: { readonly pingTimeoutMs: number; readonly pingIntervalMs: number; readonly maxPerUser: number };
  /** What a ticket can be about; the first one, or `general`, where nothing is said. */
  readonly ticketCategories: readonly string[];
  /** Days after which a closed ticket is removed with all that belongs to it; null: never. */
  readonly ticketsRemovedAfterDays: number | null;
  /** Days after which a day's messages are in the archive as well; null: no further day is archived. */
  readonly messagesArchivedAfterDays: number | null;
  /** How notices leave the server. */
  readonly outside: {
    /** Null: no e-mail. */
    readonly mail: {
      readonly host: string;
      readonly port: number;
      readonly user: string | null;
      readonly password: string | null;
      readonly from: string;
    } | null;
    /** Null: no SMS. */
    readonly sms: { readonly url: string; readonly token: string | null } | null;
    readonly from: string;
    readonly allowPrivatePush: boolean;
    readonly allowPrivateWebhooks: boolean;
    /** Before somebody is told of an unread message, and how often on one day. */
    readonly unreadDelayMs: number;
    readonly unreadPerDay: number;
  };
  /** Who hears of what happens; null: nobody by that way. */
  readonly outlets: {
    readonly webhook: { readonly url: string; readonly secret: string | null } | null;
    readonly notificationService: string | null;
    readonly kafka: {
      /** `host:port`. */
      readonly brokers: readonly string[];
      readonly clientId: string;
      readonly topicPrefix: string;
      /** Null: connections are plain. `ca` is PEM; null: the usual authorities count. */
      readonly tls: { readonly ca: string | null } | null;
      readonly login: {
        readonly mechanism: Variables['KAFKA_SASL_MECHANISM'];
        readonly username: string;
        readonly password: string;
      } | null;
    } | null;
  };
  /** Where people's profiles are asked for; null: nowhere. */
  readonly userService: string | null;
  readonly metricsToken: string | null;
  /** Where traces are sent to; null: none are made. */
  readonly traces: string | null;
  readonly logLevel: Variables['LOG_LEVEL'];
  readonly logRequests: boolean;
  /** Sentences for the operator about variables that are set but have no effect. */
  readonly notices: readonly string[];
};

/**
 * Reads the configuration from the environment and, for what is not in it, from the file `.env` in `cwd`. An empty
 * variable counts as unset, also one that hides a line of `.env`. Throws ConfigError, with a sentence for each wrong
 * variable.
 */
export function loadConfig(env: NodeJS.ProcessEnv, cwd: string): Config {
  const values = readVariables(env, cwd);
  const parsed = Variables.safeParse(values);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`);
    throw new ConfigError([...new Set(sentences)].join('\n'));
  }
  const variables = parsed.data;
  const wrong = [
    ...databaseFaults(variables),
    ...redisFaults(variables),
    ...kafkaFaults(variables),
    ...signInFaults(variables),
    ...(variables.NODE_ENV === 'production' ? productionFaults(variables) : []),
  ];
  if (wrong.length > 0) throw new ConfigError(wrong.join('\n'));
  return compose(variables, cwd, unusedNotices(values));
}

/** What is set, unread: as `loadConfig` takes it, right or wrong. */
export function readVariables(env: NodeJS.ProcessEnv, cwd: string): NodeJS.Dict<string> {
  const all = Object.entries({ ...readEnvFile(cwd), ...env });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined && value !== ''));
}

function readEnvFile(cwd: string): NodeJS.Dict<string> {
  const path = join(cwd, '.env');
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    if (code === 'ENOENT') return {};
    throw new ConfigError(`The file ${path} cannot be read (${code}).`);
  }
}

function compose(variables: Variables, cwd: string, notices: readonly string[]): Config {
  const production = variables.NODE_ENV === 'production';
  return deepFreeze({
    nodeEnv: production ? 'production' : 'development',
    host: variables.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: variables.PORT,
    contractPorts:
      variables.CONTRACT_PORTS ??
      (variables.WEBSOCKET_PORT === undefined ? {} : { marketplace: variables.WEBSOCKET_PORT }),
    dataDir: resolve(cwd, variables.DATA_DIR),
    uploadPath: variables.UPLOAD_PATH === undefined ? null : resolve(cwd, variables.UPLOAD_PATH),
    s3: objectStorage(variables),
    publicUrl: variables.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    database: {
      url: databaseUrl(variables),
      poolSize: variables.DATABASE_POOL_SIZE,
      allowUnsafe: variables.ALLOW_UNSAFE_DATABASE === 'true',
    },
    redis: { url: redisUrl(variables) },
    processes: variables.PARLEY_PROCESSES,
    nodeAddress: variables.NODE_ADDRESS ?? null,
    auth: {
      jwtSecret: variables.JWT_SECRET ?? null,
      jwtPublicKey: variables.JWT_PUBLIC_KEY?.replaceAll('\\n', '\n') ?? null,
      jwksUrl: variables.JWKS_URL ?? null,
      issuer: variables.JWT_ISSUER ?? null,
      audience: variables.JWT_AUDIENCE ?? null,
      tokenTtl: variables.JWT_EXPIRES_IN,
    },
    signIn: signInSettings(variables),
    limits: {
      maxMessageLength: variables.MAX_MESSAGE_LENGTH,
      maxFileSize: variables.MAX_FILE_SIZE,
      messagesPerPage: variables.MESSAGES_PER_PAGE,
      requestTimeoutMs: variables.REQUEST_TIMEOUT_MS,
      rateWindowMs: variables.RATE_LIMIT_WINDOW_MS,
      rateMaxRequests: variables.RATE_LIMIT_MAX_REQUESTS,
      messagesPerHour: variables.RATE_LIMIT_MESSAGES_PER_HOUR ?? null,
    },
    corsOrigins: corsOrigins(variables),
    trustProxy: variables.TRUST_PROXY,
    fileLinkTtlSeconds: variables.FILE_LINK_TTL_SECONDS,
    socket: {
      pingTimeoutMs: variables.SOCKET_PING_TIMEOUT,
      pingIntervalMs: variables.SOCKET_PING_INTERVAL,
      maxPerUser: variables.MAX_CONNECTIONS_PER_USER,
    },
    ticketCategories: variables.TICKET_CATEGORIES,
    ticketsRemovedAfterDays: variables.CLEANUP_CLOSED_TICKETS_AFTER_DAYS ?? null,
    messagesArchivedAfterDays: variables.ARCHIVE_MESSAGES_AFTER_DAYS ?? null,
    outside: {
      mail:
        variables.SMTP_HOST === undefined
          ? null
          : {
              host: variables.SMTP_HOST,
              port: variables.SMTP_PORT,
              user: variables.SMTP_USER ?? null,
              password: variables.SMTP_PASS ?? null,
              from: variables.FROM_EMAIL,
            },
      sms:
        variables.SMS_WEBHOOK_URL === undefined
          ? null
          : { url: variables.SMS_WEBHOOK_URL, token: variables.SMS_WEBHOOK_TOKEN ?? null },
      from: variables.FROM_EMAIL,
      allowPrivatePush: variables.ALLOW_PRIVATE_PUSH === 'true',
      allowPrivateWebhooks: variables.ALLOW_PRIVATE_WEBHOOKS === 'true',
      unreadDelayMs: variables.UNREAD_NOTICE_DELAY_SECONDS * 1_000,
      unreadPerDay: variables.UNREAD_NOTICES_PER_DAY,
    },
    outlets: {
      webhook:
        variables.EVENTS_WEBHOOK_URL === undefined
          ? null
          : { url: variables.EVENTS_WEBHOOK_URL, secret: variables.EVENTS_WEBHOOK_SECRET ?? null },
      notificationService: variables.NOTIFICATION_SERVICE_URL ?? null,
      kafka: kafkaSettings(variables),
    },
    userService: variables.USER_SERVICE_URL ?? null,
    metricsToken: variables.METRICS_TOKEN ?? null,
    traces: variables.OTEL_TRACES_ENABLED === 'true' ? variables.OTEL_EXPORTER_OTLP_ENDPOINT : null,
    logLevel: variables.LOG_LEVEL,
    logRequests: variables.LOG_REQUESTS === 'true',
    notices,
  });
}

function kafkaSettings(variables: Variables): Config['outlets']['kafka'] {
  const brokers = [...new Set([...(variables.KAFKA_BROKERS ?? []), ...(variables.KAFKA_BROKER ?? [])])];
  if (brokers.length === 0) return null;
  const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = variables;
  return {
    brokers,
    clientId: variables.KAFKA_CLIENT_ID,
    topicPrefix: variables.KAFKA_TOPIC_PREFIX,
    tls: variables.KAFKA_SSL === 'true' ? { ca: variables.KAFKA_SSL_CA ?? null } : null,
    login:
      username === undefined || password === undefined
        ? null
        : { mechanism: variables.KAFKA_SASL_MECHANISM, username, password },
  };
}

function kafkaFaults(variables: Variables): string[] {
  const login = ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;
  const given = login.find((name) => variables[name] !== undefined);
  const missing = login.find((name) => variables[name] === undefined);
  const lone = given !== undefined && missing !== undefined ? [`${missing} must be set too where ${given} is.`] : [];
  if (variables.KAFKA_SSL === 'true' || variables.KAFKA_SSL_CA === undefined) return lone;
  return [...lone, 'KAFKA_SSL must be true where KAFKA_SSL_CA is set: nobody shows a certificate without it.'];
}

const databaseParts = ['DATABASE_PORT', 'DATABASE_USER', 'DATABASE_PASSWORD', 'DATABASE_NAME'] as const;

function databaseFaults(variables: Variables): string[] {
  if (variables.DATABASE_URL !== undefined || variables.DATABASE_HOST !== undefined) return [];
  const lone = databaseParts.find((name) => variables[name] !== undefined);
  return lone === undefined ? [] : [`DATABASE_HOST must be set too where ${lone} is.`];
}

/** DATABASE_URL, or an address made of its parts; null where neither is set. */
function databaseUrl(variables: Variables): string | null {
  if (variables.DATABASE_URL !== undefined) return variables.DATABASE_URL;
  if (variables.DATABASE_HOST === undefined) return null;
  const user = encodeURIComponent(variables.DATABASE_USER ?? 'postgres');
  const password =
    variables.DATABASE_PASSWORD === undefined ? '' : `:${encodeURIComponent(variables.DATABASE_PASSWORD)}`;
  const name = encodeURIComponent(variables.DATABASE_NAME ?? variables.DATABASE_USER ?? 'postgres');
  const place = `127.0.0.1:${variables.DATABASE_PORT ?? 5432}`;
  return `postgres://${user}${password}@${place}/${name}?host=${encodeURIComponent(variables.DATABASE_HOST)}`;
}

function redisFaults(variables: Variables): string[] {
  if (variables.REDIS_URL !== undefined || variables.REDIS_HOST !== undefined) return [];
  if (variables.PARLEY_PROCESSES > 1)
    return [
      `PARLEY_PROCESSES ${variables.PARLEY_PROCESSES} needs REDIS_URL, by which processes work as one: set it, or leave one process.`,
    ];
  const lone = (['REDIS_PORT', 'REDIS_PASSWORD'] as const).find((name) => variables[name] !== undefined);
  return lone === undefined ? [] : [`REDIS_HOST must be set too where ${lone} is.`];
}

/** REDIS_URL, or an address made of its parts; null where neither is set. A password may stand beside an address that has none. */
function redisUrl(variables: Variables): string | null {
  const { REDIS_URL: given, REDIS_HOST: host, REDIS_PORT: port = 6379, REDIS_PASSWORD: password } = variables;
  if (given === undefined && host === undefined) return null;
  const url = new URL(given ?? `redis://${host?.includes(':') ? `[${host}]` : host}:${port}`);
  if (url.password === '' && password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}

/** Null where one of the three variables that it takes is unset. */
function objectStorage(variables: Variables): Config['s3'] {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_S3_BUCKET: bucket } = variables;
  if (accessKeyId === undefined || secretAccessKey === undefined || bucket === undefined) return null;
  return {
    bucket,
    region: variables.AWS_REGION,
    endpoint: variables.AWS_ENDPOINT_URL_S3 ?? variables.AWS_ENDPOINT_URL ?? variables.S3_ENDPOINT ?? null,
    accessKeyId,
    secretAccessKey,
    sessionToken: variables.AWS_SESSION_TOKEN ?? null,
  };
}

const originVariables = ['CORS_ORIGINS', 'FRONTEND_URL', 'SOCKET_CORS_ORIGIN'] as const;

function corsOrigins(variables: Variables): '*' | readonly string[] {
  const lists = originVariables.flatMap((name) => variables[name] ?? []);
  if (lists.includes('*')) return '*';
  if (originVariables.every((name) => variables[name] === undefined)) {
    return variables.NODE_ENV === 'production' ? [] : '*';
  }
  return [...new Set(lists)];
}

const developmentSecret = /change[-_ ]?(me|this|it)|your[-_ ]|example|placeholder|development|^dev[-_]/i;
const shortestSecret = 16;

function productionFaults(variables: Variables): string[] {
  const { JWT_SECRET: secret, JWT_PUBLIC_KEY: publicKey, JWKS_URL: keySet } = variables;
  const faults: string[] = [];
  if (secret === undefined && publicKey === undefined && keySet === undefined) {
    faults.push(
      'JWT_SECRET, JWT_PUBLIC_KEY or JWKS_URL must be set in production: without a key no token can be checked.',
    );
  }
  if (secret !== undefined && (secret.length < shortestSecret || developmentSecret.test(secret))) {
    faults.push(
      `JWT_SECRET is a development secret; in production it must be random, of ${shortestSecret} characters at least.`,
    );
  }
  for (const name of originVariables) {
    if (variables[name]?.includes('*')) faults.push(`${name} must list origins in production: * is refused.`);
  }
  return faults;
}

function deepFreeze<T extends object>(value: T): Readonly<T> {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member);
  return Object.freeze(value);
}
