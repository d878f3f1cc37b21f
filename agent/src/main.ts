import { fail } from './cli/fail.ts';
import { preferLittleMemory } from './host/memory.ts';

/** `run` is what lives for months: it starts without the parser of command lines, which would stay in memory. */
async function main(args: readonly string[]): Promise<void> {
  if (args.length === 1 && args[0] === 'run') {
    preferLittleMemory();
    return (await import('./cli/run.ts')).run();
  }
  const { program } = await import('./cli/program.ts');
  await program().parseAsync(args, { from: 'user' });
}

/** A reader that has gone, such as `head` or a restarted journal, ends nothing. */
process.stdout.on('error', () => {});
main(process.argv.slice(2)).catch(fail);
