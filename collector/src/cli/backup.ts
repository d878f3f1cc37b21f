import { writeBackup } from '../backup/backup.ts';
import { restoreBackup } from '../backup/restore.ts';
import { readConfig } from '../config.ts';
import { Problem } from '../domain/problem.ts';

/** `collector backup`: writes the archive to stdout. Throws Problem. */
export async function backupCommand(env: NodeJS.ProcessEnv): Promise<void> {
  if (process.stdout.isTTY) throw usage('A backup is no text for a terminal.', 'backup > suivi.tar.gz');
  const { collectorId, masterKey } = await writeBackup(readConfig(env), process.stdout);
  console.error(`The backup of collector ${collectorId} is whole.`);
  if (!masterKey) console.error('The master key is not in it: keep SU_MASTER_KEY in a safe place as well.');
}

/** `collector restore`: reads the archive from stdin. Throws Problem. */
export async function restoreCommand(env: NodeJS.ProcessEnv): Promise<void> {
  if (process.stdin.isTTY) throw usage('The backup is read from standard input.', 'restore < suivi.tar.gz');
  const { collectorId, madeAt } = await restoreBackup(readConfig(env), process.stdin);
  console.error(
    `Collector ${collectorId} is restored as it was at ${madeAt}. Start it: agents send what it lacks.`,
  );
}

const usage = (message: string, example: string) =>
  new Problem('config_invalid', message, `Redirect it: suivi-collector ${example}`);
