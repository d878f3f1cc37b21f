export { effectiveStatus } from './effective-status.ts';
export { messageRules } from './important/index.ts';
export { renderCleanup } from './report/cleanup.ts';
export { renderReport } from './report/report.ts';
export { sweepStatuses } from './sweep.ts';
