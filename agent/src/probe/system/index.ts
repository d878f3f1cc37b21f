export { systemFingerprint } from './fingerprint.ts';
export { readVirtualization } from './hardware.ts';
export { isContainer } from './parse.ts';
export { readOs, readSystem } from './read.ts';
