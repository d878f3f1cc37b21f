export { effectiveStatus } from './effective-status.ts';
export { renderReport } from './report.ts';
export { STATUS_SETTINGS, type StatusSettings } from './settings.ts';
export { sweepStatuses } from './sweep.ts';
