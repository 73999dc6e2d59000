import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
import { Variables } from './variables.ts';

const empty = mkdtempSync(join(tmpdir(), 'parley-config-'));
afterAll(() => rmSync(empty, { recursive: true }));

const secret = 'q7V0nB2kZs9XwLr4';
const load = (env: Record<string, string>) => loadConfig(env, empty);
const production = (env: Record<string, string>) => load({ NODE_ENV: 'production', JWT_SECRET: secret, ...env });

function refusal(env: Record<string, string>): string {
  try {
    load(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('START-1 defaults', () => {
  test('development listens on this machine only and lets any origin in', () => {
    expect(load({})).toMatchObject({
      nodeEnv: 'development',
      host: '127.0.0.1',
      port: 3007,
      dataDir: join(empty, 'data'),
      database: { url: null, poolSize: 10, allowUnsafe: false },
      limits: {
        maxMessageLength: 5000,
        maxFileSize: 10_485_760,
        messagesPerPage: 50,
        requestTimeoutMs: 60_000,
        messagesPerHour: null,
      },
      corsOrigins: '*',
      trustProxy: false,
      fileLinkTtlSeconds: 300,
      socket: { pingTimeoutMs: 60_000, pingIntervalMs: 25_000, maxPerUser: 20 },
      notices: [],
    });
  });

  test('production listens everywhere and lets only its own origin in', () => {
    expect(production({})).toMatchObject({ nodeEnv: 'production', host: '0.0.0.0', corsOrigins: [] });
  });

  test('an empty variable counts as unset', () => {
    expect(load({ PORT: '', DATABASE_URL: '', NODE_ENV: '', DATA_DIR: '', CORS_ORIGINS: '' })).toEqual(load({}));
  });

  test('nothing in the configuration can be changed', () => {
    const config = load({ CORS_ORIGINS: 'https://a.example' });
    expect([config, config.limits, config.auth, config.corsOrigins].every(Object.isFrozen)).toBe(true);
  });
});

describe('START-2 a wrong value is refused with a sentence that names the variable', () => {
  const wrong = {
    NODE_ENV: ['prod', 'staging'],
    PORT: ['x', '-1', '65536', '3007.5', '0x10', '1e3'],
    PUBLIC_URL: ['chat.example', 'ftp://chat.example'],
    DATABASE_URL: ['mysql://localhost/x', 'localhost:5432', 'postgres://'],
    DATABASE_POOL_SIZE: ['0', 'ten'],
    ALLOW_UNSAFE_DATABASE: ['yes', '1'],
    JWKS_URL: ['id.example/keys'],
    JWT_EXPIRES_IN: ['soon', '0h', '-1h', '24 hours'],
    OIDC_ISSUER: ['id.example', 'ldap://id.example'],
    OIDC_SCOPES: ['profile email', 'openid,email'],
    OIDC_SESSION_TTL: ['soon', '0h', '12 hours'],
    MAX_MESSAGE_LENGTH: ['0', '5k'],
    MAX_FILE_SIZE: ['10MB', '0'],
    MESSAGES_PER_PAGE: ['0', '101'],
    REQUEST_TIMEOUT_MS: ['0', '60s'],
    RATE_LIMIT_WINDOW_MS: ['0', '2147483648'],
    RATE_LIMIT_MAX_REQUESTS: ['none'],
    RATE_LIMIT_MESSAGES_PER_HOUR: ['-5'],
    CORS_ORIGINS: ['app.example', 'https://a.example,b'],
    FRONTEND_URL: ['localhost:3000'],
    SOCKET_CORS_ORIGIN: ['null'],
    TRUST_PROXY: ['true', '10.0.0.0/33', 'proxy.example', '-1'],
    FILE_LINK_TTL_SECONDS: ['0', '5m'],
    SOCKET_PING_TIMEOUT: ['0'],
    SOCKET_PING_INTERVAL: ['fast'],
    MAX_CONNECTIONS_PER_USER: ['0'],
    EVENTS_WEBHOOK_URL: ['app.example/hook', 'amqp://app.example'],
    NOTIFICATION_SERVICE_URL: ['notifications:3008'],
    USER_SERVICE_URL: ['users'],
    LOG_LEVEL: ['loud'],
    LOG_REQUESTS: ['no'],
    OTEL_TRACES_ENABLED: ['yes', 'TRUE'],
    OTEL_EXPORTER_OTLP_ENDPOINT: ['collector:4318', 'grpc://collector:4317'],
  };
  const cases = Object.entries(wrong).flatMap(([name, values]) => values.map((value) => [name, value] as const));

  test.each(cases)('%s=%s', (name, value) => {
    const lines = refusal({ [name]: value }).split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name} must .*\\.$`));
  });

  test('each wrong variable has its own sentence', () => {
    expect(refusal({ PORT: 'x', LOG_LEVEL: 'x' }).split('\n')).toHaveLength(2);
  });

  test('a refusal does not repeat the value, which may be secret', () => {
    expect(refusal({ DATABASE_URL: 'mysql://u:hunter2@db/x' })).not.toContain('hunter2');
  });
});

describe('START-3 where values come from', () => {
  test('the environment goes before .env, also with an empty value', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-config-'));
    writeFileSync(join(folder, '.env'), 'PORT=4000\nHOST="0.0.0.0" # all\nMETRICS_TOKEN=fromfile\n');
    expect(loadConfig({ PORT: '5000', METRICS_TOKEN: '' }, folder)).toMatchObject({
      port: 5000,
      host: '0.0.0.0',
      metricsToken: null,
      dataDir: join(folder, 'data'),
    });
    rmSync(folder, { recursive: true });
  });

  test('the parts of DATABASE_* together are an address, whatever characters they hold', () => {
    const parts = { DATABASE_HOST: 'db', DATABASE_USER: 'a b', DATABASE_PASSWORD: 'p@s/s', DATABASE_NAME: 'chat' };
    expect(load({ ...parts, DATABASE_PORT: '5433' }).database.url).toBe(
      'postgres://a%20b:p%40s%2Fs@127.0.0.1:5433/chat?host=db',
    );
    expect(load({ ...parts, DATABASE_URL: 'postgres://x/y' }).database.url).toBe('postgres://x/y');
    expect(refusal({ DATABASE_NAME: 'chat' })).toContain('DATABASE_HOST');
  });

  test('a public key may have its line ends escaped', () => {
    expect(load({ JWT_PUBLIC_KEY: 'a\\nb' }).auth.jwtPublicKey).toBe('a\nb');
  });

  test('origins are read from three names, as origins', () => {
    const config = load({
      CORS_ORIGINS: 'https://a.example/, https://b.example:8443',
      FRONTEND_URL: 'http://c.example/app',
    });
    expect(config.corsOrigins).toEqual(['https://a.example', 'https://b.example:8443', 'http://c.example']);
    expect(load({ SOCKET_CORS_ORIGIN: '*' }).corsOrigins).toBe('*');
  });

  test('proxies are counted or named', () => {
    expect(load({ TRUST_PROXY: '2' }).trustProxy).toBe(2);
    expect(load({ TRUST_PROXY: 'false' }).trustProxy).toBe(false);
    expect(load({ TRUST_PROXY: '10.0.0.0/8, ::1' }).trustProxy).toEqual(['10.0.0.0/8', '::1']);
  });

  test('a variable of something that is not there yet is answered with a notice', () => {
    const { notices } = load({ REDIS_DB: '2', REDIS_PASSWORD: 'x', REDIS_HOST: 'cache', KAFKA_GROUP_ID: 'g' });
    expect(notices).toHaveLength(2);
    expect(notices[0]).toMatch(/^REDIS_DB: /);
    expect(notices[1]).toMatch(/^KAFKA_GROUP_ID: /);
  });

  test('Redis has an address, or parts that make one', () => {
    expect(load({}).redis.url).toBeNull();
    expect(load({ REDIS_URL: 'redis://cache:7000/2' }).redis.url).toBe('redis://cache:7000/2');
    expect(load({ REDIS_URL: 'rediss://cache', REDIS_PASSWORD: 'p/w' }).redis.url).toBe('rediss://:p%2Fw@cache');
    expect(load({ REDIS_URL: 'redis://:own@cache', REDIS_PASSWORD: 'p' }).redis.url).toBe('redis://:own@cache');
    expect(load({ REDIS_HOST: 'cache', REDIS_PASSWORD: 'a b' }).redis.url).toBe('redis://:a%20b@cache:6379');
    expect(load({ REDIS_HOST: '::1', REDIS_PORT: '7000' }).redis.url).toBe('redis://[::1]:7000');
    expect(() => load({ REDIS_PORT: '7000' })).toThrow(/^REDIS_HOST must be set/);
    expect(() => load({ REDIS_URL: 'cache:6379' })).toThrow(/^REDIS_URL must be/);
  });

  test('S3-9 files go to S3 where key, secret and bucket are set, at Amazon or at another server', () => {
    const three = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_S3_BUCKET: 'files' };
    const bare = { bucket: 'files', accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: null };
    expect(load(three)).toMatchObject({ s3: { ...bare, region: 'us-east-1', endpoint: null }, notices: [] });
    const more = { AWS_REGION: 'eu-central-1', AWS_SESSION_TOKEN: 'lent' };
    expect(load({ ...three, ...more }).s3).toMatchObject({ region: 'eu-central-1', sessionToken: 'lent' });
    const [first, second, third] = ['http://one:9000', 'https://two.example', 'http://three'];
    expect(load({ ...three, S3_ENDPOINT: third }).s3?.endpoint).toBe(third);
    expect(load({ ...three, S3_ENDPOINT: third, AWS_ENDPOINT_URL: second }).s3?.endpoint).toBe(second);
    const all = { S3_ENDPOINT: third, AWS_ENDPOINT_URL: second, AWS_ENDPOINT_URL_S3: first };
    expect(load({ ...three, ...all }).s3?.endpoint).toBe(first);
    expect(load({ ...three, UPLOAD_PATH: './x' }).notices).toEqual([expect.stringMatching(/^UPLOAD_PATH: .*S3/)]);
  });

  test('S3-9 where one of the three is missing they stay on the disk, and the operator is told', () => {
    const three = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_S3_BUCKET: 'files' };
    for (const name of Object.keys(three)) {
      const { s3, notices } = load({ ...three, [name]: '' });
      expect(s3).toBeNull();
      expect(notices).toEqual([expect.stringMatching(new RegExp(`local disk.* unless ${name} is set`))]);
    }
    expect(load({ AWS_REGION: 'eu-central-1' })).toMatchObject({ s3: null, notices: [] });
    expect(load({ S3_BUCKET: 'files' }).notices).toEqual([expect.stringMatching(/^S3_BUCKET: .*AWS_S3_BUCKET/)]);
    expect(refusal({ AWS_S3_BUCKET: 'not/a/bucket' })).toContain('AWS_S3_BUCKET');
    expect(refusal({ S3_ENDPOINT: 'minio:9000' })).toContain('S3_ENDPOINT');
  });

  test('CLU-10 several processes need Redis, in a sentence that names both variables', () => {
    expect(load({}).processes).toBe(1);
    expect(load({ PARLEY_PROCESSES: '1' }).processes).toBe(1);
    expect(load({ PARLEY_PROCESSES: '4', REDIS_HOST: 'cache' }).processes).toBe(4);
    expect(() => load({ PARLEY_PROCESSES: '2' })).toThrow(/^PARLEY_PROCESSES 2 needs REDIS_URL, .*\.$/);
    expect(() => load({ PARLEY_PROCESSES: '0' })).toThrow(/^PARLEY_PROCESSES must be a whole number between 1 and 64/);
  });

  test('the address of a node is a host, or a host and a port', () => {
    expect(load({}).nodeAddress).toBeNull();
    for (const address of ['10.0.0.5', '10.0.0.5:7000', 'node-1.internal', '[2001:db8::7]:7000'])
      expect(load({ NODE_ADDRESS: address }).nodeAddress).toBe(address);
    for (const address of ['http://10.0.0.5', 'a b', '10.0.0.5:port', 'me@there', '2001:db8::7'])
      expect(() => load({ NODE_ADDRESS: address })).toThrow(/^NODE_ADDRESS must be a host/);
  });

  test('what other programs keep elsewhere is answered with one notice', () => {
    const { notices } = load({ MONGODB_URI: 'mongodb://db', JWT_EXPIRES_IN: '7d' });
    expect(notices).toEqual([expect.stringMatching(/^JWT_EXPIRES_IN, MONGODB_URI: /)]);
  });

  test('KAF-11 brokers have two names, and what cannot be one is refused', () => {
    expect(load({}).outlets.kafka).toBeNull();
    expect(load({ KAFKA_TOPIC_PREFIX: 'shop.', KAFKA_BROKERS: ' , ' }).outlets.kafka).toBeNull();
    expect(load({ KAFKA_BROKER: 'k1:9092, k2', KAFKA_BROKERS: '[::1]:9093,k1:9092' }).outlets.kafka).toEqual({
      brokers: ['[::1]:9093', 'k1:9092', 'k2'],
      clientId: 'messaging-service',
      topicPrefix: '',
      tls: null,
      login: null,
    });
    for (const broker of ['kafka://k1:9092', 'k1:0', 'k1:70000', '::1', '[nonsense]:1', 'a b', 'k1:9092/x'])
      expect(() => load({ KAFKA_BROKERS: broker })).toThrow(/^KAFKA_BROKERS must be brokers/);
    expect(() => load({ KAFKA_TOPIC_PREFIX: 'a/b' })).toThrow(/^KAFKA_TOPIC_PREFIX must be/);
    expect(() => load({ KAFKA_CLIENT_ID: 'a b' })).toThrow(/^KAFKA_CLIENT_ID must be/);
  });

  test('KAF-13 who logs in to brokers has a name and a password, and an authority needs TLS', () => {
    const broker = { KAFKA_BROKERS: 'k1' };
    const login = { KAFKA_SASL_USERNAME: 'parley', KAFKA_SASL_PASSWORD: 'secret' };
    const secured = load({ ...broker, ...login, KAFKA_SSL: 'true', KAFKA_SASL_MECHANISM: 'scram-sha-512' });
    expect(secured.outlets.kafka).toMatchObject({
      tls: { ca: null },
      login: { mechanism: 'scram-sha-512', username: 'parley', password: 'secret' },
    });
    expect(load({ ...broker, ...login }).outlets.kafka).toMatchObject({ tls: null, login: { mechanism: 'plain' } });
    expect(() => load({ ...broker, KAFKA_SASL_USERNAME: 'parley' })).toThrow(/^KAFKA_SASL_PASSWORD must be set too/);
    expect(() => load({ ...broker, KAFKA_SASL_PASSWORD: 'secret' })).toThrow(/^KAFKA_SASL_USERNAME must be set too/);
    expect(() => load({ ...broker, KAFKA_SASL_MECHANISM: 'gssapi' })).toThrow(/^KAFKA_SASL_MECHANISM must be/);
    const bad = '-----BEGIN CERTIFICATE-----\\nbm9uZQ==\\n-----END CERTIFICATE-----';
    for (const ca of ['ca.pem', bad])
      expect(() => load({ ...broker, KAFKA_SSL: 'true', KAFKA_SSL_CA: ca })).toThrow(/^KAFKA_SSL_CA must be a cert/);
    const ca = `${rootCertificates[0]?.replaceAll('\n', '\\n')}`;
    expect(() => load({ ...broker, KAFKA_SSL_CA: ca })).toThrow(/^KAFKA_SSL must be true where KAFKA_SSL_CA is set/);
    expect(load({ ...broker, KAFKA_SSL: 'true', KAFKA_SSL_CA: ca }).outlets.kafka?.tls?.ca).toBe(
      rootCertificates[0]?.trim(),
    );
  });

  test('OIDC-9 signing in at a provider has what it needs, or is refused with the name of what is missing', () => {
    const issuer = { OIDC_ISSUER: 'http://id.example/realm' };
    const client = { OIDC_CLIENT_ID: 'parley' };
    expect(load({}).signIn).toBeNull();
    expect(load({ ...issuer, ...client }).signIn).toEqual({
      issuer: 'http://id.example/realm',
      clientId: 'parley',
      clientSecret: null,
      scopes: 'openid profile email',
      roleClaim: null,
      sessionSeconds: 43_200,
    });
    const more = { OIDC_CLIENT_SECRET: 's', OIDC_SCOPES: 'roles  openid', OIDC_ROLE_CLAIM: 'groups' };
    expect(load({ ...issuer, ...client, ...more, OIDC_SESSION_TTL: '2d' }).signIn).toMatchObject({
      clientSecret: 's',
      scopes: 'roles openid',
      roleClaim: 'groups',
      sessionSeconds: 172_800,
    });
    expect(refusal(issuer)).toBe('OIDC_CLIENT_ID must be set too where OIDC_ISSUER is.');
    expect(refusal(client)).toBe('OIDC_ISSUER must be set too where OIDC_CLIENT_ID is.');
    expect(refusal({ OIDC_ROLE_CLAIM: 'groups' })).toBe('OIDC_ISSUER must be set too where OIDC_ROLE_CLAIM is.');
    const otherKeys = { JWKS_URL: 'https://id.example/keys' };
    expect(refusal({ ...issuer, ...client, ...otherKeys })).toMatch(/^JWT_SECRET must be set too where OIDC_ISSUER is/);
    expect(load({ ...issuer, ...client, ...otherKeys, JWT_SECRET: secret }).signIn).not.toBeNull();
    const live = { OIDC_ISSUER: 'https://id.example', ...client, NODE_ENV: 'production' };
    expect(refusal({ ...live, JWT_SECRET: secret })).toMatch(/^PUBLIC_URL must be set too where OIDC_ISSUER is/);
    expect(refusal({ ...live, ...otherKeys, PUBLIC_URL: 'https://a.example' })).toMatch(/^JWT_SECRET must be set too/);
  });

  test('marketplace has names of its own for its port and its folder', () => {
    expect(load({ WEBSOCKET_PORT: '3001' }).contractPorts).toEqual({ marketplace: 3001 });
    expect(load({ WEBSOCKET_PORT: '3001', CONTRACT_PORTS: 'travel=5000' }).contractPorts).toEqual({ travel: 5000 });
    expect(load({ UPLOAD_PATH: './upload/chat/' }).uploadPath).toBe(join(empty, 'upload', 'chat'));
    expect(load({}).uploadPath).toBeNull();
  });
});

describe('START-4 production refuses what only development may have', () => {
  test.each(['development-secret-change-me', 'your-secret-key-here', 'secret', 'dev-secret-0123456789'])(
    'the secret %s',
    (value) => expect(() => production({ JWT_SECRET: value })).toThrow(/^JWT_SECRET /),
  );

  test('no key at all', () => {
    expect(refusal({ NODE_ENV: 'production' })).toContain('JWT_SECRET, JWT_PUBLIC_KEY or JWKS_URL');
    expect(load({ NODE_ENV: 'production', JWKS_URL: 'https://id.example/keys' }).auth.jwtSecret).toBeNull();
  });

  test('a provider over plain http', () => {
    const signIn = { OIDC_CLIENT_ID: 'parley', PUBLIC_URL: 'https://chat.example' };
    expect(production({ ...signIn, OIDC_ISSUER: 'https://id.example' }).signIn).not.toBeNull();
    expect(() => production({ ...signIn, OIDC_ISSUER: 'http://id.example' })).toThrow(
      /^OIDC_ISSUER must begin with https:/,
    );
  });

  test.each(['CORS_ORIGINS', 'FRONTEND_URL', 'SOCKET_CORS_ORIGIN'])('any origin in %s', (name) => {
    expect(() => production({ [name]: '*' })).toThrow(new RegExp(`^${name} `));
    expect(() => production({ [name]: 'https://a.example,*' })).toThrow(new RegExp(`^${name} `));
  });
});

describe('START-5 .env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const entries = [...text.matchAll(/^#([A-Z0-9_]+)=(.*)$/gm)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );

  test('shows every variable, and no other', () => {
    expect(entries.map(([name]) => name).sort()).toEqual(Object.keys(Variables.shape).sort());
  });

  test('is right in every line, and its secret is for development only', () => {
    const env = Object.fromEntries(entries);
    expect(load(env)).toMatchObject({ port: 3007, limits: { messagesPerHour: 3600 } });
    expect(() => production({ JWT_SECRET: env.JWT_SECRET ?? '' })).toThrow(/^JWT_SECRET /);
  });
});
