import { readFile } from 'node:fs/promises';
import { Problem } from '../domain/problem.ts';

/** The enrolment token from a file, from SU_ENROL_TOKEN, or from standard input: typed without echo, or piped. */
export async function readToken(file: string | null): Promise<string> {
  const token = file ? await readTokenFile(file) : (process.env['SU_ENROL_TOKEN'] ?? (await ask()));
  if (token.trim()) return token.trim();
  throw new Problem(
    'token_missing',
    'There is no enrolment token.',
    'Make one on the collector, and give it in SU_ENROL_TOKEN, with --token-file, or on standard input.',
  );
}

async function readTokenFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Problem(
      'token_missing',
      `The token file cannot be read: ${(error as Error).message}.`,
      'Check the path given with --token-file and its permissions.',
      error,
    );
  }
}

async function ask(): Promise<string> {
  if (!process.stdin.isTTY) return (await import('node:stream/consumers')).text(process.stdin);
  const { createInterface } = await import('node:readline/promises');
  const { Writable } = await import('node:stream');
  process.stderr.write('Enrolment token: ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  const typed = await terminal.question('');
  terminal.close();
  process.stderr.write('\n');
  return typed;
}
