export { type GuestsProbe, openGuestsProbe } from './probe.ts';
