/** Layers, as ARCHITECTURE.md draws them. A rule that fails names the import and why it is not allowed. */

// dependency-cruiser asks swc for plain TypeScript; the screens of the console are TSX.
const swc = require('@swc/core')
const { parseFileSync } = swc
swc.parseFileSync = (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') })

const DOMAIN = [
  'audit',
  'calendar',
  'organisation',
  'people',
  'identity',
  'channel',
  'audience',
  'chat-group',
  'directive',
  'delivery',
  'approval',
  'acknowledgement',
  'succession',
  'escalation',
  'follow-up',
  'reorganisation',
  'import',
  'privacy',
]
for (const module of require('node:fs').readdirSync(`${__dirname}/src/domain`))
  if (!DOMAIN.includes(module))
    throw new Error(`src/domain/${module} has no place in the order of ${__filename}`)

// A module imports only earlier ones.
const order = DOMAIN.map((module, index) => ({
  name: `domain-order-${module}`,
  comment: `domain/${module} comes before: ${DOMAIN.slice(index + 1).join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: `^src/domain/${module}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^src/domain/(${DOMAIN.slice(index + 1).join('|') || '-'})/` },
}))

module.exports = {
  forbidden: [
    {
      name: 'kernel-imports-nothing',
      comment: 'the kernel is what everything else is written with',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src|db|web|fakes|demo)/', pathNot: '^src/kernel/' },
    },
    {
      name: 'contract-is-schemas',
      comment:
        'schemas of requests and replies; the console imports them, so nothing of the server may hang on them',
      severity: 'error',
      from: { path: '^src/contract/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(src|db|web|fakes|demo)/|node_modules',
        pathNot: '^src/(contract|kernel)/|node_modules/zod/',
      },
    },
    {
      name: 'domain-imports-no-outer-layer',
      comment: 'what the product means does not depend on how it is reached',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(channels|intake|views|jobs|http|cli|runtime|bin)/|^(web|fakes|demo|test)/' },
    },
    {
      name: 'domain-imports-no-framework',
      comment: 'domain and kernel know zod, the query builder and Node, nothing else',
      severity: 'error',
      from: { path: '^src/(domain|kernel)/', pathNot: '\\.test\\.ts$|^src/domain/import/(reading|writing)/' },
      to: {
        path: 'node_modules',
        pathNot: 'node_modules/(zod|kysely|pg|@types|libphonenumber-js|qrcode|otpauth)/',
      },
    },
    {
      name: 'file-formats-stay-in-their-folders',
      comment:
        'libraries that read and write spreadsheets are known to the import alone (docs/decisions/0160)',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/domain/import/(reading|writing)/|\\.test\\.ts$' },
      to: { path: 'node_modules/(hucre|@e965|yauzl|iconv-lite)/' },
    },
    {
      name: 'modules-meet-at-their-index',
      comment: 'a domain module shows what it offers in index.ts',
      severity: 'error',
      from: { path: '^src/domain/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/domain/[^/]+/.+',
        pathNot: '^src/domain/$1/|/index\\.ts$|^src/domain/channel/adapter\\.ts$',
      },
    },
    {
      name: 'outer-layers-meet-modules-at-their-index',
      severity: 'error',
      from: { path: '^src/(channels|intake|jobs|http|cli|runtime)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/domain/[^/]+/.+', pathNot: '/index\\.ts$|^src/domain/channel/adapter\\.ts$' },
    },
    {
      name: 'channel-is-an-island',
      comment: 'a channel translates: no other channel, no database, no server, no job',
      severity: 'error',
      from: { path: '^src/channels/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/(channels/(?!$1/)[^/]+/|intake|views|jobs|http|cli|runtime|bin)|^(db|web|fakes|demo|test)/',
      },
    },
    {
      name: 'one-way-out',
      comment:
        'HTTP to a provider leaves through src/channels/outbound-http.ts, which holds limits and the demo guard',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/channels/outbound-http\\.ts$|\\.test\\.ts$' },
      to: { path: 'node_modules/undici/' },
    },
    {
      name: 'views-and-jobs-know-no-server',
      severity: 'error',
      from: { path: '^src/(views|jobs|intake)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(http|cli|runtime|bin)/|^(web|fakes|demo|test)/' },
    },
    {
      name: 'http-knows-no-process',
      severity: 'error',
      from: { path: '^src/http/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(cli|runtime|bin)/|^(web|fakes|demo|test)/' },
    },
    {
      name: 'web-imports-the-contract-only',
      comment: 'the console uses the public API like everybody else',
      severity: 'error',
      from: { path: '^web/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^(src|db|fakes|demo|test)/', pathNot: '^src/contract/' },
    },
    {
      name: 'features-do-not-import-features',
      comment: 'shared pieces live in components/',
      severity: 'error',
      from: { path: '^web/console/features/([^/]+)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^web/console/features/', pathNot: '^web/console/features/$1/' },
    },
    {
      name: 'fakes-know-nothing-of-loa',
      comment: 'a fake that shares code with the adapter shares its mistakes',
      severity: 'error',
      from: { path: '^fakes/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src|db|demo|web|test)/', pathNot: '^src/(kernel|contract)/|^src/runtime/i18n\\.ts$' },
    },
    {
      name: 'program-does-not-import-tests',
      severity: 'error',
      from: { path: '^(src|db|fakes|web)/', pathNot: '\\.test\\.tsx?$|^db/dump\\.ts$' },
      to: { path: '^test/|\\.test\\.tsx?$' },
    },
    {
      name: 'no-development-package-at-run-time',
      severity: 'error',
      from: {
        path: '^(src|db/(client|migrate|notices|scope)\\.ts)',
        pathNot: '\\.test\\.ts$|^src/channels/testing/',
      },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/(@types|type-fest)/' },
    },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...order,
  ],
  options: {
    // TypeScript 7 has no API for other programs: swc reads the files.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    exclude: { path: '\\.(css|png|woff2|svg)$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
}
