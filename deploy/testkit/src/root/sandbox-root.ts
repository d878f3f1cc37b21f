import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../wait.ts';
import { type Offer, offers } from '../world/offers.ts';
import type { World } from '../world/world.ts';
import { sandboxEnvironment } from './environment.ts';
import { ensure, killProcessesOf, type Outcome, type RunOptions, run, start } from './process.ts';
import { type Source, writeSource } from './sources.ts';

/** A directory in which real apt and dpkg work without privilege, chroot or network. Use with `await using`. */
export class SandboxRoot implements AsyncDisposable {
  readonly dir: string;
  /** What a program needs in its environment to work on this root. */
  readonly env: Readonly<Record<string, string>>;
  /** The archives that all roots share. */
  readonly world: World;
  readonly #resources = new AsyncDisposableStack();

  constructor(dir: string, world: World) {
    this.dir = dir;
    this.env = sandboxEnvironment(dir);
    this.world = world;
    this.#resources.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
    this.#resources.defer(() => killProcessesOf(dir));
  }

  /** An absolute path inside the root. */
  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  read(...parts: string[]): Promise<string> {
    return readFile(this.path(...parts), 'utf8');
  }

  /** Runs a command on the root; a failure is an outcome, not an exception. */
  run(command: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Outcome> {
    return run(command, args, { ...options, env: { ...this.env, ...options.env } });
  }

  aptGet(...args: string[]): Promise<Outcome> {
    return this.run('apt-get', args);
  }

  /** Runs a command that must succeed. */
  ensure(command: string, ...args: string[]): Promise<Outcome> {
    return ensure(command, args, { env: this.env });
  }

  /** Starts a command on the root; it is killed with the root at the latest. */
  spawn(command: string, args: readonly string[] = [], env: Record<string, string> = {}) {
    return start(command, args, { env: { ...this.env, ...env } });
  }

  async update(): Promise<void> {
    await this.ensure('apt-get', '-qq', 'update');
  }

  async hold(...packages: string[]): Promise<void> {
    await this.ensure('apt-mark', 'hold', ...packages);
  }

  async unhold(...packages: string[]): Promise<void> {
    await this.ensure('apt-mark', 'unhold', ...packages);
  }

  /** Pins a package to a version in preferences.d. */
  async pin(name: string, version: string, priority = 1001): Promise<void> {
    const text = `Package: ${name}\nPin: version ${version}\nPin-Priority: ${priority}\n`;
    await writeFile(this.path('etc/apt/preferences.d', `${name}.pref`), text);
  }

  /** Adds a source, signed by the shared archives' key unless said; apt does not know its packages before an update. */
  addSource(source: Source): Promise<string> {
    return writeSource(this.dir, { signedBy: this.world.key, ...source });
  }

  /** Fetches the lists of one source file alone, which is several times faster than an update of all. */
  async updateOnly(sourceFile: string): Promise<void> {
    const options = [
      `Dir::Etc::SourceList=${sourceFile}`,
      'Dir::Etc::SourceParts=-',
      'APT::Get::List-Cleanup=0',
    ];
    await this.ensure('apt-get', '-qq', ...options.flatMap((option) => ['-o', option]), 'update');
  }

  /** Adds the suites of these offers, with their lists. */
  async offer(...names: Offer[]): Promise<void> {
    for (const name of names) {
      const uri = join(this.world.path, name === 'vendor' ? 'vendor' : 'offers');
      await this.updateOnly(await this.addSource({ name, uri, suites: [offers[name].name] }));
    }
  }

  /** Waits until lab-hang's postinst waits, and gives its process id. */
  hung(): Promise<number> {
    const pidFile = this.path('run/lab-hang.pid');
    const pid = async () => existsSync(pidFile) && Number(await readFile(pidFile, 'utf8'));
    return eventually(pid, { timeoutMs: 90_000, what: "lab-hang's postinst" }) as Promise<number>;
  }

  /** Lets lab-hang's postinst go on. */
  async releaseHang(): Promise<void> {
    await writeFile(this.path('run/lab-hang.release'), '');
  }

  /** Makes lab-bad's postinst succeed from now on. */
  async fixBad(): Promise<void> {
    await writeFile(this.path('run/lab-bad.fixed'), '');
  }

  /** Ties a resource to the root: it is disposed of before the root's files go. */
  use<T extends AsyncDisposable | Disposable>(resource: T): T {
    return this.#resources.use(resource);
  }

  async dispose(): Promise<void> {
    await this.#resources.disposeAsync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}
