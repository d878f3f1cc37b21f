export { systemFingerprint } from './fingerprint.ts';
export { readOs, readSystem } from './read.ts';
