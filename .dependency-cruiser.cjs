const agentStages = ['probe', 'report', 'outbox', 'link', 'journal', 'runner'];
const collectorStages = [
  'link',
  'ingest',
  'store',
  'derive',
  'publish',
  'jobs',
  'repository',
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
