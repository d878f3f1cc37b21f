export { readMetrics } from './read.ts';
