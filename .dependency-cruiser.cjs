const agentStages = ['probe', 'report', 'outbox', 'link', 'journal', 'runner'];
const collectorStages = [
  'link',
  'ingest',
  'store',
  'derive',
  'publish',
  'jobs',
  'auth',
  'registry',
  'repository',
  'ssh',
  'tls',
  'api',
  'web',
];

/** Stages do not know one another: only main.ts, the pipeline file and the cli wire them. */
const stageWalls = (pkg, stages) =>
  stages.map((stage) => ({
    name: `${pkg}-${stage}-stands-alone`,
    comment: `${pkg}/src/${stage} must not import another stage; wire them in pipeline.ts.`,
    severity: 'error',
    from: { path: `^${pkg}/src/${stage}/` },
    to: { path: `^${pkg}/src/(${stages.filter((s) => s !== stage).join('|')})/` },
  }));

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'agent-not-collector',
      severity: 'error',
      from: { path: '^agent/' },
      to: { path: '^(collector|deploy)/' },
    },
    {
      name: 'collector-not-agent',
      severity: 'error',
      from: { path: '^collector/' },
      to: { path: '^(agent|deploy)/' },
    },
    {
      name: 'collector-not-page',
      comment: 'The collector serves the page as files; it knows nothing of its source.',
      severity: 'error',
      from: { path: '^collector/src/' },
      to: { path: '^collector/web/' },
    },
    {
      name: 'page-takes-types-alone',
      comment:
        'The page knows the API by its types: `import type`, so that a changed API breaks the build and none of it is loaded.',
      severity: 'error',
      from: { path: '^collector/web/src/' },
      to: { path: '^(collector/src|shared/src)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'page-knows-shapes-alone',
      severity: 'error',
      from: { path: '^collector/web/src/' },
      to: { path: '^collector/src/', pathNot: '^collector/src/api/(shape/|problem\\.ts)' },
    },
    {
      name: 'page-parts-know-no-room',
      comment: 'What rooms share does not know them.',
      severity: 'error',
      from: { path: '^collector/web/src/(api|components|fleet|i18n|live|profiles|metrics|session|text)/' },
      to: { path: '^collector/web/src/(app|pages)/' },
    },
    {
      name: 'shared-depends-on-typebox-alone',
      severity: 'error',
      from: { path: '^shared/src/' },
      to: { pathNot: ['^shared/src/', 'node_modules/typebox/', '^(node:)?crypto$'] },
    },
    {
      name: 'host-is-a-leaf',
      severity: 'error',
      from: { path: '^agent/src/host/' },
      to: { path: '^agent/src/', pathNot: '^agent/src/host/' },
    },
    ...stageWalls('agent', agentStages),
    ...stageWalls('collector', collectorStages),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
