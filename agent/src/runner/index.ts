export { policyRefusal, readPolicy } from './policy.ts';
export { runRunner } from './runner.ts';
export { writeTrust } from './trust.ts';
