export { allowedKinds, policyRefusal, readPolicy } from './policy.ts';
export { type RunnerOptions, runRunner } from './runner.ts';
export { writeTrust } from './trust.ts';
