import './cli/little-memory.ts';
import { fail } from './cli/fail.ts';
import { program } from './cli/program.ts';
import { run } from './cli/run.ts';
import { runner } from './cli/runner.ts';

/** `run` lives for months and `runner` is waited for: they start without the parser of command lines. */
async function main(args: readonly string[]): Promise<void> {
  if (args.length === 1 && args[0] === 'run') return run();
  if (args.length === 1 && args[0] === 'runner') return runner();
  await (await program()).parseAsync(args, { from: 'user' });
}

/** A reader that has gone, such as `head` or a restarted journal, ends nothing. */
process.stdout.on('error', () => {});
main(process.argv.slice(2)).catch(fail);
