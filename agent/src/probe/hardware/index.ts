export { hardwareFingerprint, readHardware } from './read.ts';
export { readHottest } from './sensors.ts';
