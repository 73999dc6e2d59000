import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';

const longestTimer = 2 ** 31 - 1; // milliseconds; longer timers fire at once

/** A whole number between `min` and `max`; `fallback` where the variable is unset. */
function integer(min: number, max: number, fallback: number) {
  return integerText(min, max).default(fallback);
}

function integerText(min: number, max: number) {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `between ${min} and ${max}`;
  return z
    .string()
    .trim()
    .refine((text) => /^\d{1,16}$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error: `must be a whole number ${range}`,
    })
    .transform(Number);
}

/** A word of a closed list; `fallback` where the variable is unset. */
function word<const T extends readonly [string, ...string[]]>(words: T, fallback: T[number]) {
  return z.enum(words, { error: `must be one of: ${words.join(', ')}` }).default(fallback);
}

/** A number and one of s, m, h, d, w; without one of them seconds. */
function duration(fallback: string) {
  return z
    .string()
    .trim()
    .regex(/^[1-9]\d{0,8}[smhdw]?$/, { error: 'must be a duration like 45m, 24h or 7d' })
    .transform((text) => (/\d$/.test(text) ? `${text}s` : text))
    .default(fallback);
}

/** An absolute http or https address. */
function webAddress() {
  return z
    .string()
    .trim()
    .refine((text) => isWebAddress(text), { error: 'must be an address that begins with http:// or https://' });
}

/** A host, or a host and a port. */
function hostAddress() {
  return z
    .string()
    .trim()
    .refine((text) => /^[^/?#@\s]+$/.test(text) && URL.canParse(`http://${text}`), {
      error: 'must be a host like 10.0.0.5, or a host and a port like 10.0.0.5:7000',
    });
}

/** A comma-separated list of origins, or `*`. A path after an origin is dropped, since origins have none. */
function origins() {
  return z
    .string()
    .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
    .refine((list) => list.every((origin) => origin === '*' || isWebAddress(origin)), {
      error: 'must be origins like https://app.example.org, separated by commas, or *',
    })
    .transform((list) => list.map((origin) => (origin === '*' ? '*' : new URL(origin).origin)));
}

/** `false`, a number of proxies in front of this server, or their addresses (also CIDR blocks). */
function trustProxy() {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((list) => list.every(isProxy) || (list.length === 1 && /^(false|\d{1,2})$/.test(list[0] ?? '')), {
      error: 'must be the number of proxies to trust, or their addresses, separated by commas',
    })
    .transform((list): false | number | readonly string[] => {
      const [first = ''] = list;
      if (first === 'false' || first === '0') return false;
      return /^\d{1,2}$/.test(first) ? Number(first) : list;
    })
    .default(false);
}

function isProxy(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits] = text.split('/');
  const family = isIP(address);
  if (family === 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** Names of contracts with the ports that they have to themselves: `telehealth=3006,travel=5000`. */
function contractPorts() {
  return z
    .string()
    .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
    .refine((list) => list.every((pair) => /^[a-z]+=\d{1,5}$/.test(pair) && Number(pair.split('=')[1]) <= 65_535), {
      error: 'must be contracts with ports between 0 and 65535, like telehealth=3006,travel=5000',
    })
    .transform((list) => list.map((pair) => pair.split('=') as [string, string]))
    .refine((list) => new Set(list.map(([name]) => name)).size === list.length, {
      error: 'must name each contract once',
    })
    .transform((list): Record<string, number> => Object.fromEntries(list.map(([name, port]) => [name, Number(port)])))
    .optional();
}

/** Short names behind commas, each once. */
function categories() {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((list) => list.every((slug) => /^[a-z0-9][a-z0-9_-]{0,49}$/.test(slug)), {
      error: 'must be names of small letters, digits, - and _, separated by commas',
    })
    .refine((list) => new Set(list).size === list.length, { error: 'must name each category once' })
    .default(['general', 'technical', 'billing', 'account', 'booking', 'destination', 'complaint', 'other']);
}

/** Brokers of a Kafka cluster behind commas, each a host with or without a port, addresses of IPv6 in brackets. */
function brokers() {
  return z
    .string()
    .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
    .refine((list) => list.every(isBroker), {
      error: 'must be brokers like kafka1:9092,kafka2:9092: hosts with ports, without a scheme',
    });
}

function isBroker(text: string): boolean {
  const [, host, ip6, port = '9092'] = /^(?:([\w.-]+)|\[([\da-f:.]+)\])(?::(\d{1,5}))?$/i.exec(text) ?? [];
  return (host !== undefined || isIP(ip6 ?? '') === 6) && Number(port) > 0 && Number(port) <= 65_535;
}

/** Certificates as PEM; line breaks may be written as \\n. */
function certificate() {
  return z
    .string()
    .transform((text) => text.replaceAll('\\n', '\n').trim())
    .refine(isCertificate, { error: 'must be a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----' });
}

function isCertificate(text: string): boolean {
  try {
    return text.startsWith('-----BEGIN ') && new X509Certificate(text).ca !== undefined;
  } catch {
    return false;
  }
}

/** An e-mail address, or a name with one in angle brackets. */
function sender(fallback: string) {
  return z
    .string()
    .trim()
    .regex(/^([^\s@<>,;:()"]+@[^\s@<>,;:()"]+|[^@<>,;:()"\p{Cc}]+ <[^\s@<>,;:()"]+@[^\s@<>,;:()"]+>)$/u, {
      error: 'must be an address like noreply@example.org, or Support <noreply@example.org>',
    })
    .default(fallback);
}

/** Where a collector takes traces, which operators may leave out of its address. */
function tracesAddress(text: string): string {
  const url = new URL(text);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith('/v1/traces') ? path : `${path}/v1/traces`;
  return url.href;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Every environment variable that Parley reads, with its form and its default. Unset ones without default: undefined. */
export const Variables = z.object({
  NODE_ENV: word(['development', 'production', 'test'], 'development'),
  HOST: z.string().trim().optional(),
  PORT: integer(0, 65_535, 3007),
  CONTRACT_PORTS: contractPorts(),
  /** Marketplace's port, where CONTRACT_PORTS says nothing. */
  WEBSOCKET_PORT: integerText(0, 65_535).optional(),
  DATA_DIR: z.string().default('data'),
  UPLOAD_PATH: z.string().optional(),
  PUBLIC_URL: webAddress().optional(),
  DATABASE_URL: z
    .string()
    .trim()
    .refine((address) => !/^mongodb(\+srv)?:/i.test(address), {
      error:
        'leads to a MongoDB; everything is kept in PostgreSQL: give its address, or none for the one that comes along',
      abort: true,
    })
    .regex(/^postgres(ql)?:\/\/\S+$/, { error: 'must be an address that begins with postgres://' })
    .optional(),
  DATABASE_HOST: z.string().trim().optional(),
  DATABASE_PORT: integerText(1, 65_535).optional(),
  DATABASE_USER: z.string().optional(),
  DATABASE_PASSWORD: z.string().optional(),
  DATABASE_NAME: z.string().optional(),
  REDIS_URL: z
    .string()
    .trim()
    .regex(/^rediss?:\/\/\S+$/, { error: 'must be an address that begins with redis:// or rediss://' })
    .optional(),
  REDIS_HOST: z.string().trim().optional(),
  REDIS_PORT: integerText(1, 65_535).optional(),
  REDIS_PASSWORD: z.string().optional(),
  PARLEY_PROCESSES: integer(1, 64, 1),
  NODE_ADDRESS: hostAddress().optional(),
  DATABASE_POOL_SIZE: integer(1, 1_000, 10),
  ALLOW_UNSAFE_DATABASE: word(['true', 'false'], 'false'),
  JWT_SECRET: z.string().optional(),
  JWT_PUBLIC_KEY: z.string().optional(),
  JWKS_URL: webAddress().optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_EXPIRES_IN: duration('24h'),
  OIDC_ISSUER: webAddress().optional(),
  OIDC_CLIENT_ID: z.string().trim().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_SCOPES: z
    .string()
    .trim()
    .regex(/^(\S+ +)*openid( +\S+)*$/, { error: 'must be names with spaces between them, openid among them' })
    .default('openid profile email'),
  OIDC_ROLE_CLAIM: z.string().trim().optional(),
  OIDC_SESSION_TTL: duration('12h'),
  MAX_MESSAGE_LENGTH: integer(1, 1_000_000, 5_000),
  MAX_FILE_SIZE: integer(1, Number.MAX_SAFE_INTEGER, 10_485_760),
  MESSAGES_PER_PAGE: integer(1, 100, 50),
  REQUEST_TIMEOUT_MS: integer(1_000, longestTimer, 60_000),
  RATE_LIMIT_WINDOW_MS: integer(1, longestTimer, 60_000),
  RATE_LIMIT_MAX_REQUESTS: integer(1, Number.MAX_SAFE_INTEGER, 600),
  RATE_LIMIT_MESSAGES_PER_HOUR: integerText(1, Number.MAX_SAFE_INTEGER).optional(),
  CORS_ORIGINS: origins().optional(),
  FRONTEND_URL: origins().optional(),
  SOCKET_CORS_ORIGIN: origins().optional(),
  TRUST_PROXY: trustProxy(),
  FILE_LINK_TTL_SECONDS: integer(1, 604_800, 300),
  SOCKET_PING_TIMEOUT: integer(1, longestTimer, 60_000),
  SOCKET_PING_INTERVAL: integer(1, longestTimer, 25_000),
  MAX_CONNECTIONS_PER_USER: integer(1, 1_000_000, 20),
  TICKET_CATEGORIES: categories(),
  CLEANUP_CLOSED_TICKETS_AFTER_DAYS: integerText(1, 36_500).optional(),
  ARCHIVE_MESSAGES_AFTER_DAYS: integerText(1, 36_500).optional(),
  SMTP_HOST: z.string().trim().optional(),
  SMTP_PORT: integer(1, 65_535, 587),
  SMTP_USER: z.string().optional(),
  SMTP_PASS: z.string().optional(),
  FROM_EMAIL: sender('noreply@localhost'),
  SMS_WEBHOOK_URL: webAddress().optional(),
  SMS_WEBHOOK_TOKEN: z.string().optional(),
  UNREAD_NOTICE_DELAY_SECONDS: integer(1, 86_400, 300),
  UNREAD_NOTICES_PER_DAY: integer(0, 1_000, 10),
  ALLOW_PRIVATE_PUSH: word(['true', 'false'], 'false'),
  ALLOW_PRIVATE_WEBHOOKS: word(['true', 'false'], 'false'),
  EVENTS_WEBHOOK_URL: webAddress().optional(),
  EVENTS_WEBHOOK_SECRET: z.string().optional(),
  NOTIFICATION_SERVICE_URL: webAddress().optional(),
  USER_SERVICE_URL: webAddress().optional(),
  KAFKA_BROKERS: brokers().optional(),
  KAFKA_BROKER: brokers().optional(),
  KAFKA_CLIENT_ID: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,200}$/, { error: 'must be a name of letters, digits, ., _ and -' })
    .default('messaging-service'),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,150}$/, { error: 'must be the beginning of a topic: letters, digits, ., _ and -' })
    .default(''),
  KAFKA_SSL: word(['true', 'false'], 'false'),
  KAFKA_SSL_CA: certificate().optional(),
  KAFKA_SASL_MECHANISM: word(['plain', 'scram-sha-256', 'scram-sha-512'], 'plain'),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().trim().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().trim().optional(),
  AWS_SESSION_TOKEN: z.string().trim().optional(),
  AWS_S3_BUCKET: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/, { error: 'must be the name of a bucket' })
    .optional(),
  AWS_REGION: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{1,63}$/, { error: 'must be the name of a region, like eu-central-1' })
    .default('us-east-1'),
  AWS_ENDPOINT_URL_S3: webAddress().optional(),
  AWS_ENDPOINT_URL: webAddress().optional(),
  S3_ENDPOINT: webAddress().optional(),
  METRICS_TOKEN: z.string().optional(),
  OTEL_TRACES_ENABLED: word(['true', 'false'], 'false'),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress().default('http://localhost:4318').transform(tracesAddress),
  LOG_LEVEL: word(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
  LOG_REQUESTS: word(['true', 'false'], 'true'),
});
export type Variables = z.infer<typeof Variables>;

/** What other systems' names in the environment ask for, and this version does not do. */
const notUsedYet: readonly (readonly [pattern: RegExp, sentence: string])[] = [
  [
    /^(MONGODB_URI|JWT_EXPIRES_IN)$/,
    'everything is kept in PostgreSQL, and tokens are made elsewhere, but for those of npm run token',
  ],
  [
    /^REDIS_(?!(URL|HOST|PORT|PASSWORD)$)/,
    'all that is said of Redis is in REDIS_URL, or in REDIS_HOST, REDIS_PORT and REDIS_PASSWORD',
  ],
  [/^KAFKA_GROUP_ID$/, 'nothing is read from Kafka'],
  [/^(AWS_BUCKET|S3_(?!ENDPOINT$))/, 'the bucket for files is named by AWS_S3_BUCKET, and its server by S3_ENDPOINT'],
];

/** One sentence for each kind of variables that is set although this version does not use it. */
export function unusedNotices(variables: Readonly<Record<string, string | undefined>>): string[] {
  const notices = notUsedYet.flatMap(([pattern, sentence]) => {
    const names = Object.keys(variables).filter((name) => pattern.test(name));
    return names.length === 0 ? [] : [`${names.sort().join(', ')}: ${sentence}.`];
  });
  return [...notices, ...storageNotices(variables)];
}

const forStorage = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_S3_BUCKET'] as const;

/** Files go to S3 where all three are set; then what is said of the disk has no effect, else what is said of S3. */
function storageNotices(variables: Readonly<Record<string, string | undefined>>): string[] {
  const missing = forStorage.filter((name) => variables[name] === undefined);
  const given = forStorage.filter((name) => variables[name] !== undefined);
  if (missing.length === 0)
    return variables.UPLOAD_PATH === undefined ? [] : ['UPLOAD_PATH: files are kept in S3, in AWS_S3_BUCKET.'];
  return given.length === 0
    ? []
    : [
        `${given.join(', ')}: files are kept on the local disk, in DATA_DIR, unless ${missing.join(' and ')} is set too.`,
      ];
}
