export { type AnalysisOptions, analysePackages } from './analyse.ts';
export { openHealthReader } from './health.ts';
export { inputFingerprint, watchTargets } from './inputs.ts';
export type { AptLayout } from './layout.ts';
export { openPlanner, type PlannerOptions } from './plan/open.ts';
export { openPackagesProbe, type PackagesProbe } from './probe.ts';
export { readLayout } from './read-layout.ts';
