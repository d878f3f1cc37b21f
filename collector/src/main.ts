import { fail } from './cli/fail.ts';
import { program } from './cli/program.ts';

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = fail(error);
}
