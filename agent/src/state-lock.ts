import { join } from 'node:path';
import { Problem } from './domain/problem.ts';
import { makeDirectory } from './host/files.ts';
import { type Release, takeLock } from './runner/lock.ts';

/** The lock that says whose the state directory is. */
export const stateLock = (stateDir: string): string => join(stateDir, 'lock');

/** Makes the state directory ours. Throws Problem `already_running` or `state_unusable`. */
export async function lockState(stateDir: string): Promise<Release> {
  const release = await takeState(stateDir);
  if (release) return release;
  throw new Problem(
    'already_running',
    `Another agent runs with the state in ${stateDir}.`,
    'Stop it first, or give this one a state of its own with SU_AGENT_STATE_DIR.',
  );
}

async function takeState(stateDir: string): Promise<Release | null> {
  try {
    await makeDirectory(stateDir);
    return await takeLock(stateLock(stateDir));
  } catch (error) {
    throw new Problem(
      'state_unusable',
      `The state directory ${stateDir} cannot be used: ${(error as Error).message}.`,
      'Check its owner, its permissions and the free space, or set SU_AGENT_STATE_DIR.',
      error,
    );
  }
}
