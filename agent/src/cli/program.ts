import type { Command } from 'commander';
import { VARIABLES } from '../config.ts';
import { AGENT_VERSION } from '../version.ts';
import { enroll } from './enroll.ts';
import { plan } from './plan.ts';
import { run } from './run.ts';
import { snapshot } from './snapshot.ts';
import { status } from './status.ts';

const EXAMPLES = `
Examples:
  SU_ENROL_TOKEN=su_e_... suivi-agent enroll --url https://suivi.example.org
  suivi-agent enroll --url https://suivi.example.org --token-file /root/token
  suivi-agent run
  suivi-agent snapshot | less
  suivi-agent plan apt_full_upgrade
  suivi-agent plan apt_upgrade_selected openssl=3.0.17-1~deb12u3
`;

const EXIT_CODES = `
Exit codes:
  0  done (status: connected)
  1  failed; the message says why and what to do (status: enrolled, not connected;
     plan: there is none, and the plan says why)
  2  wrong usage or configuration
  3  this machine is not enrolled
`;

/** The command line. Its parser is loaded only here, because `run` lives for months without it. */
export async function program(): Promise<Command> {
  const { createCommand } = await import('commander');
  const root = createCommand('suivi-agent')
    .description(
      "Reports this machine's apt state to a Suivi collector, and carries out what the machine's policy allows.",
    )
    .version(AGENT_VERSION)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .addHelpText('after', `${EXAMPLES}\nEnvironment:\n${environmentTable()}\n${EXIT_CODES}`);
  root
    .command('enroll')
    .description('enrol this machine with a one-time token (SU_ENROL_TOKEN, --token-file, or typed in)')
    .option('--url <address>', "the collector's address; else SU_URL")
    .option('--token-file <file>', 'a file that holds the token; never give a token as an argument')
    .option('--ca-file <file>', "the certificate, PEM, of the only authority to trust for the collector's")
    .option(
      '--ca-fingerprint <sha256>',
      'the same by its fingerprint: the certificate is fetched from the collector',
    )
    .option('--plain-http', 'allow an http:// address of another machine: anybody on the way reads along')
    .option('--new-identity', 'forget the present key first: for a copy of an enrolled machine')
    .action((options) => enroll(options));
  root
    .command('run')
    .description('watch this machine and report to the collector, until stopped')
    .action(() => run());
  root
    .command('status')
    .description('say where this machine is enrolled and whether it is connected')
    .action(() => status());
  root
    .command('snapshot')
    .description('analyse apt now and print the snapshot as JSON; needs no collector')
    .action(() => snapshot());
  root
    .command('plan <action> [packages...]')
    .description(
      'say as JSON what an action would do now; packages as name[:arch]=version; needs no collector',
    )
    .option('--changelogs', 'bring changelogs and CVE numbers too, which takes longer')
    .action(async (action, packages, options) => plan(action, packages, options));
  return root;
}

function environmentTable(): string {
  const width = Math.max(...VARIABLES.map(({ name }) => name.length));
  return VARIABLES.map(({ name, meaning, fallback }) => {
    const otherwise = fallback ? ` (${fallback})` : '';
    return `  ${name.padEnd(width)}  ${meaning}${otherwise}`;
  }).join('\n');
}
