import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundles } from './bundles.ts';
import { type Program, startProgram } from './program.ts';

export const TOKEN = 'su_test_bootstrap_token_with_every_scope';

/** A collector as a real process on a port of its own choice, with calls to its API. */
export interface Collector {
  readonly program: Program;
  readonly port: number;
  readonly url: string;
}

/** Starts the collector on the data directory and waits until it serves. */
export async function startCollector(dataDir: string, env: Record<string, string> = {}): Promise<Collector> {
  const { collector } = await bundles();
  const program = startProgram(collector, ['run'], {
    SU_DATA_DIR: dataDir,
    SU_REPORTS_DIR: join(dataDir, 'reports'),
    SU_PORT: '0',
    SU_BOOTSTRAP_TOKEN: TOKEN,
    ...env,
  });
  const line = await program.line((text) => /listening at http/i.test(text));
  const [, scheme, port] = /listening at (https?):\/\/[^:]+:(\d+)/i.exec(line) ?? [];
  const url = `${scheme}://${env['SU_HOST'] ?? '127.0.0.1'}:${port}`;
  return { program, port: Number(port), url };
}

/** Calls the API with the bootstrap token; throws with the problem's text on a status over 399. */
export async function call<T>(url: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text) as T;
}

/** Every item of a paginated list. */
export async function all<T>(url: string, path: string): Promise<T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const cursor: string = after ? `&after=${encodeURIComponent(after)}` : '';
    const page: { items: T[]; next: string | null } = await call(
      url,
      'GET',
      `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`,
    );
    items.push(...page.items);
    after = page.next;
  } while (after);
  return items;
}

/** Runs `collector rebuild-state` beside a running collector and gives what it printed. */
export async function rebuildState(dataDir: string): Promise<string> {
  const { collector } = await bundles();
  const env = { PATH: process.env.PATH ?? '', SU_DATA_DIR: dataDir };
  const { stdout } = await promisify(execFile)(process.execPath, [collector, 'rebuild-state'], { env });
  return stdout;
}
