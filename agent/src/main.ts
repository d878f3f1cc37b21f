import './cli/little-memory.ts';
import { fail } from './cli/fail.ts';
import { program } from './cli/program.ts';
import { run } from './cli/run.ts';

/** `run` lives for months: it starts without the parser of command lines. */
async function main(args: readonly string[]): Promise<void> {
  if (args.length === 1 && args[0] === 'run') return run();
  await (await program()).parseAsync(args, { from: 'user' });
}

/** A reader that has gone, such as `head` or a restarted journal, ends nothing. */
process.stdout.on('error', () => {});
main(process.argv.slice(2)).catch(fail);
