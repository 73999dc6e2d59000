import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import pino from 'pino';
import { openBoards } from './adapters/boards.ts';
import { createDiskStorage } from './adapters/disk/storage.ts';
import { startJobWorker } from './adapters/jobs/worker.ts';
import { createMediaInspector } from './adapters/media/inspector.ts';
import { createMemoryBus } from './adapters/memory/bus.ts';
import {
  activeHooks,
  createComplaints,
  createOutletReport,
  hookMaker,
  openOutlets,
  scopesOf,
  startOutletRelay,
} from './adapters/outlets.ts';
import { createAttachmentStore } from './adapters/postgres/attachments.ts';
import { createBlockStore } from './adapters/postgres/blocks.ts';
import { createCannedStore } from './adapters/postgres/canned.ts';
import { createConversationStore } from './adapters/postgres/conversations.ts';
import { createDigestStore } from './adapters/postgres/digests.ts';
import type { Failpoints } from './adapters/postgres/failpoints.ts';
import { createFaqCategoryStore } from './adapters/postgres/faq-categories.ts';
import { createFaqSearch } from './adapters/postgres/faq-search.ts';
import { createFaqStore } from './adapters/postgres/faqs.ts';
import { createFeedStore } from './adapters/postgres/feed.ts';
import { createFigureStore } from './adapters/postgres/figures.ts';
import { createFollowStore } from './adapters/postgres/follow.ts';
import { databaseHealth } from './adapters/postgres/health.ts';
import { createInquiryStore } from './adapters/postgres/inquiries.ts';
import { createMarkStore } from './adapters/postgres/marks.ts';
import { createMessageArchive } from './adapters/postgres/message-archive.ts';
import { createMessageStore } from './adapters/postgres/messages.ts';
import { migrate, unsafeSettings } from './adapters/postgres/migrate.ts';
import { createNoticeStore } from './adapters/postgres/notices.ts';
import { createPool, isOutage } from './adapters/postgres/pool.ts';
import { createPreferenceStore } from './adapters/postgres/preferences.ts';
import { createPushSubscriptionStore, loadPushKeys } from './adapters/postgres/push-subscriptions.ts';
import { createMessageSearch } from './adapters/postgres/search.ts';
import { createMessageSearchIndex } from './adapters/postgres/search-index.ts';
import { createServicePackageStore } from './adapters/postgres/service-packages.ts';
import { loadSite } from './adapters/postgres/site.ts';
import { createSlaPolicyStore } from './adapters/postgres/sla-policies.ts';
import { createSlaStore } from './adapters/postgres/sla-store.ts';
import { createSyncStore } from './adapters/postgres/sync.ts';
import { createTicketCleanup } from './adapters/postgres/ticket-cleanup.ts';
import { createTicketSearch, indexTickets } from './adapters/postgres/ticket-search.ts';
import { createTicketStore } from './adapters/postgres/tickets.ts';
import { traceQueries } from './adapters/postgres/traced.ts';
import { createUnreadStore } from './adapters/postgres/unread.ts';
import { createUserStore } from './adapters/postgres/users.ts';
import { createWebhookStore } from './adapters/postgres/webhooks.ts';
import { createWishes, setStandingWish } from './adapters/postgres/wishes.ts';
import { PostgresMessageWriter } from './adapters/postgres/writer.ts';
import { createPushSender, makePushKeys } from './adapters/push/sender.ts';
import type { S3 } from './adapters/s3/index.ts';
import type { S3Settings } from './adapters/s3/settings.ts';
import { createUserService } from './adapters/services/user-service.ts';
import { slowBus, slowStorage } from './adapters/slow.ts';
import { createSmsWebhook } from './adapters/sms/webhook.ts';
import { createSmtpMailer } from './adapters/smtp/mailer.ts';
import { createMetrics } from './adapters/telemetry/metrics.ts';
import { type Siblings, withSiblings } from './adapters/telemetry/siblings.ts';
import { createThumbnails } from './adapters/thumbnails/maker.ts';
import { signToken } from './adapters/tokens/sign.ts';
import { createTokenVerifier } from './adapters/tokens/verifier.ts';
import type { Config } from './config.ts';
import { type ContractLoaders, loadContracts, openContracts } from './contracts.ts';
import { startMessageArchive } from './core/archive/archive.ts';
import { systemClock } from './core/clock.ts';
import { EVERYTHING, typesOf } from './core/conversations/scope.ts';
import { createCore } from './core/core.ts';
import { createLinkSigner } from './core/files/links.ts';
import { startSweeper } from './core/files/remove.ts';
import type { FileStorage } from './core/files/storage.ts';
import { createNoticeDesk } from './core/notifications/desk.ts';
import { nextDigestAt } from './core/preferences/digest.ts';
import { quietUntil } from './core/preferences/quiet-hours.ts';
import { issueToken } from './core/preferences/unsubscribe.ts';
import type { BusInterest } from './core/realtime/bus.ts';
import { createFollower } from './core/realtime/follower.ts';
import { loneNode, makeNodeId } from './core/realtime/nodes.ts';
import { startTicketCleanup } from './core/tickets/cleanup.ts';
import { startTicketIndexer } from './core/tickets/indexer.ts';
import type { Tracing } from './core/tracing.ts';
import { type Addresses, createListeners, type Listeners } from './listeners.ts';
import { openWeb } from './web.ts';
import { innerPlace } from './wire/nodes/inner-place.ts';
import { createPassing } from './wire/nodes/passing.ts';
import { createTrustedProxy } from './wire/origin.ts';
import { traceServer } from './wire/traces.ts';

/** The wires that are served, each from its folder: without the folder and its line here it is gone. */
const CONTRACTS: ContractLoaders = {
  helpdesk: async () => (await import('./contracts/helpdesk/index.ts')).helpdesk,
  telehealth: async () => (await import('./contracts/telehealth/index.ts')).telehealth,
  travel: async () => (await import('./contracts/travel/index.ts')).travel,
  marketplace: async () => (await import('./contracts/marketplace/index.ts')).marketplace,
  charity: async () => (await import('./contracts/charity/index.ts')).charity,
};

export type App = {
  /** Routes and client events of each contract, as the server knows them. */
  readonly routes: Listeners['routes'];
  readonly socketEvents: Readonly<Record<string, readonly string[]>>;
  /** Listens on the configured host and ports (0: any free one). */
  listen(): Promise<Addresses>;
  /** Refuses what is new, finishes what was begun, closes connections. Safe to call more than once. */
  close(): Promise<void>;
};

export type AppOptions = {
  /** Where PostgreSQL listens, when the configuration leaves it to the embedded one. */
  readonly databaseUrl?: string;
  /** The processes that serve beside this one on this machine, itself among them. */
  readonly siblings?: Siblings;
  /** Test builds only: `main.ts` passes none. */
  readonly failpoints?: Failpoints;
  /** Where the web app was built, when elsewhere than beside the program. */
  readonly webFolder?: string;
};

/**
 * The composition root: the one place that sees adapters, core and contracts. Migrates the database under a lock.
 * @throws when the database is too old, unreachable, or set up so that it could lose what was acknowledged.
 */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const databaseUrl = config.database.url ?? options.databaseUrl;
  if (!databaseUrl) throw new Error('DATABASE_URL is not set and no embedded database was started');
  await checkDatabase(databaseUrl, config);
  await migrate(databaseUrl);
  const nodeId = makeNodeId();
  const pool = createPool(databaseUrl, config.database.poolSize, nodeId);
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 1, sync: false }));
  const complain = createComplaints(log);
  const version = await ownVersion();
  const tracing = config.traces === null ? null : await openTracing(config.traces, version, nodeId, complain);
  if (tracing) traceQueries(pool, tracing);
  const site = await loadSite(pool);
  const metrics = withSiblings(
    createMetrics({ connections: () => core.hub.size, onlineUsers: () => core.presence.count() }),
    options.siblings ?? null,
  );
  const { now } = systemClock;
  const onFault = (error: unknown) => {
    if (isOutage(error)) log.warn({ err: error }, 'the database cannot be reached');
    else log.error({ err: error }, 'background work failed');
  };
  const disk = createDiskStorage(
    join(config.dataDir, 'files'),
    config.uploadPath === null ? {} : { chat: config.uploadPath },
  );
  const onBucketTrouble = (error: unknown) => {
    metrics.storageError();
    complain('s3', error);
  };
  const s3 = config.s3 === null ? null : await openBucket(config, config.s3, disk, onBucketTrouble);
  const storage = options.failpoints ? slowStorage(s3?.storage ?? disk, options.failpoints) : (s3?.storage ?? disk);
  const media = createMediaInspector();
  const thumbnails = createThumbnails();
  const files = createAttachmentStore(pool);
  const siteKey = await files.siteKey();
  const redis =
    config.redis.url === null
      ? null
      : await openRedis(config.redis.url, siteKey, nodeId, (error) => complain('redis', error), tracing);
  const boards = await openBoards({
    redis,
    now,
    here: (event) => redisBus?.announceHere(event),
    core: () => core,
    onFault,
  });
  const interest: BusInterest = {
    audience: (conversationId) => core.hub.audience(conversationId),
    concerns: (conversationId, userIds, seq) => core.hub.concerns(conversationId, userIds, seq),
  };
  const redisBus = redis?.createBus(interest, boards, options.failpoints);
  const bus = redisBus ?? createMemoryBus();
  const { limits, outside } = config;
  const push = createPushSender({
    ...(await loadPushKeys(pool, makePushKeys)),
    subject: `mailto:${/<(.+)>$/.exec(outside.from)?.[1] ?? outside.from}`,
    allowPrivate: outside.allowPrivatePush,
  });

  const outlets = await openOutlets(config.outlets, options.failpoints);
  const modules = await loadContracts(CONTRACTS, config);
  const dialects = [...modules.values()].flatMap(({ dialect }) => dialect ?? []);
  const takesEngine = outlets.some(({ feed }) => feed === 'engine');
  await setStandingWish(pool, takesEngine);
  const wishes = createWishes(pool, takesEngine ? typesOf([EVERYTHING]) : typesOf(scopesOf(dialects, outlets)));
  await wishes.refresh();
  bus.subscribe((event) => {
    if (event.type === 'webhooks.changed') void wishes.refresh().catch(onFault);
  });
  const webhooks = createWebhookStore(pool);
  const hookOutlet = hookMaker({ allowPrivate: outside.allowPrivateWebhooks, now }, options.failpoints);

  const core = createCore({
    conversations: createConversationStore(pool, now, onFault),
    messages: createMessageStore(pool, now),
    inquiries: createInquiryStore(pool, now),
    markStore: createMarkStore(pool, wishes),
    sync: createSyncStore(pool, site.id),
    users: createUserStore(pool),
    blocks: createBlockStore(pool),
    preferences: createPreferenceStore(pool, site.suppressionSalt),
    feed: createFeedStore(pool),
    pushSubscriptions: createPushSubscriptionStore(pool),
    pushKey: push.publicKey,
    privateEndpoints: outside.allowPrivatePush,
    servicePackages: createServicePackageStore(pool),
    tokens: createTokenVerifier({ ...config.auth, requireExpiry: config.nodeEnv === 'production' }, systemClock),
    nodes: redis?.nodes ?? loneNode(nodeId),
    bus: options.failpoints ? slowBus(bus, options.failpoints) : bus,
    presence: boards.presence,
    typing: boards.typing,
    rooms: boards.rooms,
    tally: boards.tally,
    rates: boards.rates,
    storage,
    media,
    thumbnails,
    files,
    limits: { maxFileSize: limits.maxFileSize },
    onFileTrouble: onFault,
    figures: createFigureStore(pool),
    faqs: createFaqStore(pool, siteKey),
    faqCategories: createFaqCategoryStore(pool),
    faqSearch: createFaqSearch(pool),
    search: createMessageSearch(pool),
    searchIndex: createMessageSearchIndex(pool),
    slaPolicies: createSlaPolicyStore(pool),
    sla: createSlaStore(pool),
    tickets: createTicketStore(pool, now),
    ticketSearch: createTicketSearch(pool, now),
    canned: createCannedStore(pool, now),
    createWriter: (onUncertain) =>
      new PostgresMessageWriter({
        url: databaseUrl,
        pool,
        now,
        onUncertain,
        wishes,
        failpoints: options.failpoints,
        tracing,
      }),
    announced: () => wishes.types(),
    webhooks,
    hookOutlet,
    privateWebhooks: outside.allowPrivateWebhooks,
    settings: {
      maxMessageLength: limits.maxMessageLength,
      messagesPerPage: limits.messagesPerPage,
      requests: { max: limits.rateMaxRequests, windowMs: limits.rateWindowMs },
      messagesPerHour: limits.messagesPerHour,
      ticketCategories: config.ticketCategories,
    },
    tracing,
    now,
    onFault,
  });
  const followed = redis ? createFollowStore(pool) : null;
  const follower =
    followed && redis && redisBus
      ? createFollower({
          ...core,
          nodes: redis.nodes,
          bus: redisBus,
          store: followed,
          announce: redisBus.announceHere,
          clock: () => performance.now(),
        })
      : null;
  const stopTicketIndexer = startTicketIndexer({
    advance: () => indexTickets(pool),
    busy: () => core.writer.busy(),
    onFault,
  });
  const days = config.ticketsRemovedAfterDays;
  const stopCleanup =
    days === null ? null : startTicketCleanup({ ...core, ticketCleanup: createTicketCleanup(pool) }, days);
  const archive = createMessageArchive(databaseUrl);
  const stopArchive = startMessageArchive({ storage, archive, now, onFault }, config.messagesArchivedAfterDays);
  const stopSweeper = startSweeper({ storage, files, now, onFileTrouble: onFault });

  let closing: Promise<void> | null = null;
  const publicUrl = () => config.publicUrl ?? `http://localhost:${listeners.port() ?? config.port}`;
  if (redis) redis.onRoundTrip(metrics.exposeSite(() => redis.view()));
  const demo = config.nodeEnv === 'development' && config.auth.jwtSecret !== null;
  const contracts = openContracts(modules, {
    core,
    publicUrl,
    configuredUrl: config.publicUrl,
    userService:
      config.userService === null
        ? null
        : createUserService({
            url: config.userService,
            clock: () => performance.now(),
            onTrouble: (error) => complain('user-service', error),
          }),
    signer: createLinkSigner(siteKey, config.fileLinkTtlSeconds, now),
    health: {
      database: () => databaseHealth(pool),
      redis: () => redis?.health() ?? null,
      kafka: outlets.find(({ check }) => check !== undefined)?.check ?? null,
      storage: () => isUsable(storage),
      websocket: () => closing === null,
    },
    directLinks: s3?.links ?? null,
    metrics,
    tracing,
    isOutage,
    version,
    node: redis && nodeId,
    startedAt: now(),
    metricsToken: config.metricsToken,
    logRequests: config.logRequests,
    signDevToken: demo ? (claims) => signToken(config.auth, claims) : null,
    socket: config.socket,
    origins: config.corsOrigins,
    trustedProxy: createTrustedProxy(config.trustProxy),
  });
  const passing =
    redis &&
    createPassing({
      self: nodeId,
      siteKey,
      directory: redis.directory,
      where: innerPlace(config.nodeAddress, config.host),
    });
  const watch = (server: Server) => {
    if (tracing) traceServer(server, tracing);
  };
  const web = await openWeb(config, {
    core,
    publicUrl,
    metrics,
    tracing,
    version,
    demo,
    complain,
    now,
    folder: options.webFolder,
    fileOrigin: s3?.origin ?? null,
    warn: (sentence) => log.warn(sentence),
  });
  const listeners: Listeners = await createListeners(config, log, contracts, web, watch, passing);

  const desk = createNoticeDesk({
    ...core,
    busy: () => core.writer.busy(),
    notices: createNoticeStore(pool, now),
    unread: createUnreadStore(pool),
    digests: createDigestStore(pool),
    outlets: {
      mailer: outside.mail && createSmtpMailer(outside.mail),
      sms: outside.sms && createSmsWebhook(outside.sms.url, outside.sms.token),
      push,
    },
    issueToken: (userId, scope) => issueToken(core, userId, scope),
    publicUrl,
    quietUntil,
    nextDigestAt,
    delayMs: outside.unreadDelayMs,
    perDay: outside.unreadPerDay,
  });
  desk.start();
  const stopRelay = startOutletRelay(databaseUrl, {
    outlets,
    hooks: activeHooks(webhooks, hookOutlet),
    dialects,
    bus,
    exposeBacklog: metrics.exposeBacklog,
    busy: () => core.writer.busy(),
    tracing,
    report: createOutletReport(log, complain, metrics.outletDelivery),
    onFault,
  });
  const stopJobs = await startJobWorker({ url: databaseUrl, handlers: desk.handlers, onFault });
  await redis?.start();
  await boards.settled();
  await follower?.start();

  return {
    routes: listeners.routes,
    socketEvents: Object.fromEntries([...contracts].map(([name, { events }]) => [name, events])),
    async listen() {
      if (followed) core.hub.begin(await followed.now());
      return listeners.listen();
    },
    close() {
      closing ??= (async () => {
        await listeners.close(() => {
          for (const contract of contracts.values()) contract.close();
        });
        await follower?.stop();
        await core.close();
        await boards.close();
        await redis?.close();
        await stopTicketIndexer();
        await Promise.all([stopJobs(), desk.stop(), stopRelay()]);
        await Promise.all([stopCleanup?.(), stopArchive(), stopSweeper()]);
        await Promise.all([media.close(), thumbnails.close()]);
        s3?.close();
        await pool.end();
        await tracing?.close();
      })();
      return closing;
    },
  };
}

async function checkDatabase(url: string, config: Config): Promise<void> {
  const unsafe = await unsafeSettings(url);
  if (unsafe.length === 0 || config.database.allowUnsafe) return;
  throw new Error(
    `DATABASE_URL points to a database with ${unsafe.join(', ')} off, which can lose acknowledged messages; turn it on, or set ALLOW_UNSAFE_DATABASE=true`,
  );
}

/** Loads what Redis is spoken to with: without one a server has none of it in memory. */
async function openRedis(
  url: string,
  siteKey: Uint8Array,
  nodeId: string,
  onTrouble: (error: Error) => void,
  tracing: Tracing | null,
) {
  const { createRedis } = await import('./adapters/redis/redis.ts');
  return createRedis(url, siteKey, nodeId, onTrouble, tracing);
}

/** Loads what traces are made with: without them a server has none of it in memory. */
async function openTracing(
  url: string,
  version: string,
  nodeId: string,
  complain: (name: string, error: unknown) => void,
) {
  const [{ createTracing }, { createCollector }] = await Promise.all([
    import('./adapters/telemetry/tracing.ts'),
    import('./adapters/telemetry/collector.ts'),
  ]);
  return createTracing(
    createCollector(url, (error) => complain('traces', error)),
    version,
    nodeId,
  );
}

/** Loads what S3 is spoken with: files on disk alone need none of it. */
async function openBucket(
  config: Config,
  settings: S3Settings,
  staging: FileStorage,
  onTrouble: (error: unknown) => void,
): Promise<S3> {
  const { openS3 } = await import('./adapters/s3/index.ts');
  const { now } = systemClock;
  return openS3(settings, { staging, onTrouble, linkTtlSeconds: config.fileLinkTtlSeconds, now });
}

async function isUsable(storage: FileStorage): Promise<boolean> {
  return storage.check().then(
    () => true,
    () => false,
  );
}

async function ownVersion(): Promise<string> {
  const { version }: { version: string } = JSON.parse(
    await readFile(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return version;
}
