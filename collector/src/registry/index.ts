export { readAllowed } from './allowed.ts';
export { startAsking } from './start.ts';
