/** Who may import whom. Tests beside the source follow their folder's rules, except that they may use test tools. */
const test = '\\.(test|suite)\\.ts$';

export default {
  forbidden: [
    {
      name: 'core-alone',
      comment: 'The engine imports itself and the standard library: no contract, no adapter, no package.',
      severity: 'error',
      from: { path: '^server/src/core/', pathNot: test },
      to: { pathNot: '^server/src/core/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'core-tests-no-outside',
      comment: 'Tests of the engine see it, test tools and support, never a contract.',
      severity: 'error',
      from: { path: `^server/src/core/.*${test}` },
      to: { path: '^server/src/(contracts/|[^/]+$)' },
    },
    {
      name: 'contracts-see-core',
      comment: 'A contract speaks to the engine only; adapters come to it through the engine.',
      severity: 'error',
      from: { path: '^server/src/contracts/', pathNot: test },
      to: { path: '^server/src/', pathNot: '^server/src/(core|wire|contracts)/' },
    },
    {
      name: 'contracts-apart',
      comment: 'A contract is complete and deletable: none imports another.',
      severity: 'error',
      from: { path: '^server/src/contracts/([^/]+)/' },
      to: { path: '^server/src/contracts/', pathNot: '^server/src/contracts/$1/' },
    },
    {
      name: 'wire-sees-core',
      comment: 'What contracts are built from knows the engine, and no contract.',
      severity: 'error',
      from: { path: '^server/src/wire/', pathNot: test },
      to: { path: '^server/src/', pathNot: '^server/src/(core|wire)/' },
    },
    {
      name: 'adapters-see-core',
      comment: 'A technology knows the ports of the engine, and no contract.',
      severity: 'error',
      from: { path: '^server/src/adapters/', pathNot: test },
      to: { path: '^server/src/', pathNot: '^server/src/(core|adapters)/' },
    },
    {
      name: 'webapp-sees-wire',
      comment:
        'What serves the web app knows the engine and what contracts are built from, and neither contract nor adapter.',
      severity: 'error',
      from: { path: '^server/src/webapp/', pathNot: test },
      to: { path: '^server/src/', pathNot: '^server/src/(core|wire|webapp)/' },
    },
    {
      name: 'app-sees-all',
      comment: 'Only the composition root puts contracts and adapters together.',
      severity: 'error',
      from: { path: '^server/src/[^/]+\\.ts$', pathNot: ['^server/src/app\\.ts$', test] },
      to: { path: '^server/src/(contracts|core)/' },
    },
    {
      name: 'no-tests-in-server',
      comment: 'What runs in production imports nothing that tests, demonstrates or measures it.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: test },
      to: { path: ['^server/(test|demo)/', '^bench/', test] },
    },
    {
      name: 'no-development-packages',
      comment: 'What runs in production imports no package that is installed for development only.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: test },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-alone',
      comment:
        'The SDK sees itself and its packages: nothing of the server, whose shapes reach it as a generated file.',
      severity: 'error',
      from: { path: '^client/src/', pathNot: test },
      to: { path: '^(server|web|bench|tools)/' },
    },
    {
      name: 'client-core-light',
      comment: 'Whoever takes the client takes neither React nor the server in memory with it.',
      severity: 'error',
      from: { path: '^client/src/(?!react/|testing/)', pathNot: test },
      to: { path: ['^client/src/(react|testing)/', '^node_modules/react'] },
    },
    {
      name: 'web-sees-client',
      comment: 'The web app speaks to the server through the SDK, by its two entries.',
      severity: 'error',
      from: { path: '^web/src/' },
      to: { path: '^(server|bench|tools|client)/', pathNot: '^client/src/(react/)?index\\.ts$' },
    },
    {
      name: 'features-apart',
      comment: 'A page of the app is complete in its folder; only the chat is shared.',
      severity: 'error',
      from: { path: '^web/src/features/([^/]+)/' },
      to: { path: '^web/src/features/', pathNot: ['^web/src/features/$1/', '^web/src/features/chat/'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unknown', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
