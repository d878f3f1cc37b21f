import { Scope, valuesOf } from '@suivi/shared';
import { Command, Option } from 'commander';
import { readConfig, VARIABLES } from '../config.ts';

const EXAMPLES = `
Examples:
  SU_BOOTSTRAP_TOKEN=$(openssl rand -hex 32) collector run
  collector rebuild-state          # report differences, change nothing
  collector rebuild-state --fix    # write what the payloads say
  collector backup > suivi.tar.gz    # and: collector restore < suivi.tar.gz
  collector create-client grafana --scope machines:read metrics:read
  collector setup-link             # for the first administrator
  collector reset-password ada     # for who is locked out
`;

const EXIT_CODES = `
Exit codes:
  0  done
  1  failed; the message says why and what to do (rebuild-state: there are differences)
  2  wrong usage or configuration
`;

/** The command line. Each command loads its own code only when it is called. */
export function program(): Command {
  const root = new Command('collector')
    .description('Keeps what the agents report, derives the state of each machine, and serves the API.')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .addHelpText('after', `${EXAMPLES}\nEnvironment:\n${environmentTable()}\n${EXIT_CODES}`);
  root
    .command('run')
    .description('serve agents and the API, until stopped')
    .action(async () => {
      const config = readConfig(process.env);
      await (await import('../serve.ts')).serve(config);
    });
  root
    .command('migrate')
    .description('bring the database to the tables of this release, and end')
    .action(async () => (await import('./migrate.ts')).migrate(process.env));
  root
    .command('rebuild-state')
    .description('derive the state of every machine anew and report what differs from what is kept')
    .option('--fix', 'write what was derived')
    .action(async ({ fix }: { fix?: boolean }) =>
      (await import('./rebuild-state.ts')).rebuildStateCommand(process.env, fix === true),
    );
  root
    .command('create-client')
    .description('make an API client beside those there are, and print its token, which is shown only now')
    .argument('<name>', 'what the client is called')
    .addOption(
      new Option('--scope <scopes...>', 'what it may do; everything unless given').choices(valuesOf(Scope)),
    )
    .action(async (name: string, { scope }: { scope?: Scope[] }) =>
      (await import('./create-client.ts')).createClientCommand(process.env, name, scope ?? valuesOf(Scope)),
    );
  root
    .command('ca')
    .description("print the certificate of the collector's own authority; its fingerprint goes to stderr")
    .action(async () => (await import('./ca.ts')).caCommand(process.env));
  root
    .command('setup-link')
    .description('print a new one-time link that makes the first administrator, while there is no user')
    .action(async () => (await import('./setup-link.ts')).setupLinkCommand(process.env));
  root
    .command('reset-password')
    .description('give a user a new password, print it, and end their sessions; for who is locked out')
    .argument('<user>', 'the name of the user')
    .option('--remove-totp', 'take the second factor away as well')
    .action(async (user: string, { removeTotp }: { removeTotp?: boolean }) =>
      (await import('./reset-password.ts')).resetPasswordCommand(process.env, user, removeTotp === true),
    );
  root
    .command('rotate-master-key')
    .description(
      'seal every secret under a new master key, while no collector runs; keys are never arguments',
    )
    .action(async () => (await import('./rotate-master-key.ts')).rotateMasterKeyCommand(process.env));
  root
    .command('health')
    .description(
      'ask the collector that runs here whether it serves and can store; for supervisors of containers',
    )
    .action(async () => (await import('./health.ts')).healthCommand(process.env));
  root
    .command('backup')
    .description('write an archive of everything that is kept to standard output, while the collector runs')
    .action(async () => (await import('./backup.ts')).backupCommand(process.env));
  root
    .command('restore')
    .description('read such an archive from standard input, to where nothing is kept yet')
    .action(async () => (await import('./backup.ts')).restoreCommand(process.env));
  return root;
}

function environmentTable(): string {
  const width = Math.max(...VARIABLES.map(({ name }) => name.length));
  return VARIABLES.map(({ name, meaning, fallback }) => {
    const otherwise = fallback ? ` (${fallback})` : '';
    return `  ${name.padEnd(width)}  ${meaning}${otherwise}`;
  }).join('\n');
}
