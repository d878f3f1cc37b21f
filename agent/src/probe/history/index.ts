export { endOfHistory, readHistory } from './read.ts';
