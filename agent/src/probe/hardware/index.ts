export { hardwareFingerprint, readHardware } from './read.ts';
