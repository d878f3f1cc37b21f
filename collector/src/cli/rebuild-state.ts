import { readConfig } from '../config.ts';
import { openConfiguredStore } from '../serve.ts';

/** `collector rebuild-state`: prints each difference and their number; exit code 1 when some remain. */
export async function rebuildStateCommand(env: NodeJS.ProcessEnv, fix: boolean): Promise<void> {
  const { store } = await openConfiguredStore(readConfig(env));
  try {
    const differences = await store.rebuildState({ fix });
    for (const { machineId, table, column, stored, rebuilt } of differences)
      console.log(
        `${machineId} ${table}.${column}: ${JSON.stringify(stored)} is kept, ${JSON.stringify(rebuilt)} is right`,
      );
    console.log(`${differences.length} differences${fix && differences.length > 0 ? ', all mended' : ''}`);
    if (differences.length > 0 && !fix) process.exitCode = 1;
  } finally {
    await store.close();
  }
}
