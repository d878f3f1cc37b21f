export { systemFingerprint } from './fingerprint.ts';
export { readOs, readSystem, type SystemProbeOptions } from './read.ts';
