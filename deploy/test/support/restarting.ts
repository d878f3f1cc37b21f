import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Collector, startCollector } from './collector.ts';
import type { Machine } from './machine.ts';
import type { Program } from './program.ts';
import type { Relay } from './proxy.ts';

const QUIET = { SU_REFRESH_HOURS: '0' };

/** A collector that is killed and comes back, behind a relay whose port stays. */
export class RestartingCollector implements AsyncDisposable {
  readonly #dataDir: string;
  readonly #relay: Relay;
  #current: Collector | null = null;
  #starting: Promise<void> = Promise.resolve();

  constructor(dataDir: string, relay: Relay) {
    this.#dataDir = dataDir;
    this.#relay = relay;
  }

  /** Starts it; a start that fails, because it is killed meanwhile, is no fault. */
  start(): Promise<void> {
    this.#starting = startCollector(this.#dataDir).then(
      (started) => {
        this.#current = started;
        this.#relay.target = started.port;
      },
      () => undefined,
    );
    return this.#starting;
  }

  /** Where it serves, once it has started. */
  async url(): Promise<string> {
    await this.#starting;
    return this.#current!.url;
  }

  /** SIGKILL, and it begins to start again. */
  async kill(): Promise<void> {
    await this.#starting;
    await this.#current?.program.kill();
    void this.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#starting;
    await this.#current?.program.kill();
  }
}

/** An agent that is killed and comes back. */
export class RestartingAgent implements AsyncDisposable {
  readonly #machine: Machine;
  #current: Program;

  private constructor(machine: Machine, current: Program) {
    this.#machine = machine;
    this.#current = current;
  }

  static async start(machine: Machine): Promise<RestartingAgent> {
    return new RestartingAgent(machine, await machine.start(QUIET));
  }

  /** SIGKILL, and a new one is started. */
  async kill(): Promise<void> {
    await this.#current.kill();
    this.#current = await this.#machine.start(QUIET);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#current.kill();
  }
}

/** SIGKILL for the machine's runner, when one is at work; apt goes on without it. Gives whether there was one. */
export async function killRunner({ runnerDir }: Machine): Promise<boolean> {
  const locks = join(runnerDir, 'lock');
  const numbers = (await readdir(locks).catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  if (numbers.length === 0) return false;
  const text = await readFile(join(locks, String(Math.max(...numbers))), 'utf8').catch(() => '');
  const pid = Number(/"pid":(\d+)/.exec(text)?.[1]);
  if (!pid) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
