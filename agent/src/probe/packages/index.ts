export { type AnalysisOptions, analysePackages, readLayout } from './analyse.ts';
export { inputFingerprint, watchTargets } from './inputs.ts';
export type { AptLayout } from './layout.ts';
export { openPackagesProbe, type PackagesProbe } from './probe.ts';
