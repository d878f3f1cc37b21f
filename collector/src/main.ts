import { fail } from './cli/fail.ts';
import { program } from './cli/program.ts';

// What is kept here concerns nobody but the collector's user and group.
process.umask(0o027);

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = fail(error);
}
