import { Problem } from '../domain/problem.ts';
import { StoreError } from '../store/store-error.ts';

/** Says on stderr what happened and what to do next, and gives the exit code. */
export function fail(error: unknown): number {
  if (!(error instanceof Problem || error instanceof StoreError)) {
    console.error('collector: an unexpected error:', error);
    return 1;
  }
  console.error(`collector: ${error.message}\n${error.next}`);
  return error.code === 'config_invalid' ? 2 : 1;
}
