export { effectiveStatus } from './effective-status.ts';
export { renderReport } from './report.ts';
export { sweepStatuses } from './sweep.ts';
