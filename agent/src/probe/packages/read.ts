import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { aptEnvironment } from '../../host/apt-env.ts';
import { type CommandOptions, type Parsed, runLines, runText } from '../../host/exec.ts';
import type { AptLayout } from './layout.ts';
import { parseConfig } from './parse-config.ts';
import { INSTALLED_FORMAT, parseInstalled } from './parse-installed.ts';
import { type PlanHead, parseSimulation, type Simulation } from './parse-plan.ts';
import { parsePolicy } from './parse-policy.ts';
import { parseRecords } from './parse-records.ts';
import { parseReleases } from './parse-releases.ts';
import { parseTargets, TARGETS_FORMAT } from './parse-targets.ts';
import { parseUris } from './parse-uris.ts';

/** Settings that would change the form of a simulation's output, set to what the parser reads. */
const PLAIN_OUTPUT = [
  'APT::Output-Version=0',
  'APT::Get::Show-User-Simulation-Note=false',
  'APT::Get::Show-Upgraded=true',
  'APT::Get::Show-Versions=false',
  'APT::Get::HideAutoRemove=false',
].flatMap((setting) => ['-o', setting]);

/** A plan of a large upgrade on a small machine takes minutes. */
const PLAN_TIMEOUT_MS = 15 * 60_000;

const CHANGELOG_BYTES = 32 * 1024 * 1024;

/** Names in one call, far below the system's limit on arguments. */
const NAMES_PER_CALL = 4000;

/** Reads apt's settings. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  runLines('apt-config', ['dump'], { env: aptEnvironment(env) }, parseConfig);

/**
 * Runs apt's and dpkg's readers, each with its parser. `cacheDir` holds a package cache of our own, for /var/cache/apt may
 * not be ours to write. `settings` are further options for every call of apt, e.g. other preferences.
 */
export class PackagesReader {
  readonly #command: CommandOptions;
  readonly #cacheDir: string;
  readonly #options: readonly string[];

  constructor(env: NodeJS.ProcessEnv, cacheDir: string, settings: readonly string[] = []) {
    this.#command = { env: aptEnvironment(env) };
    this.#cacheDir = cacheDir;
    const caches = ['pkgcache', 'srcpkgcache'].map(
      (name) => `Dir::Cache::${name}=${join(cacheDir, `${name}.bin`)}`,
    );
    this.#options = [...caches.flatMap((cache) => ['-o', cache]), ...settings];
  }

  /** Makes the folder of the cache. Where that fails apt works without one, only slower. */
  async prepareCache(): Promise<void> {
    await mkdir(this.#cacheDir, { recursive: true, mode: 0o700 }).catch(() => {});
  }

  /** Throws the cache away: after an error apt may have left an incomplete one, which the next call would believe. */
  async dropCache(): Promise<void> {
    const names = ['pkgcache.bin', 'srcpkgcache.bin'];
    await Promise.all(names.map((name) => rm(join(this.#cacheDir, name), { force: true }).catch(() => {})));
  }

  /** Simulates `apt-get <arguments>`; `onHead` hears the names before the order of the steps is worked out. */
  simulate(args: readonly string[], onHead?: (head: PlanHead) => void): Promise<Parsed<Simulation>> {
    const options = { ...this.#command, timeoutMs: PLAN_TIMEOUT_MS };
    return runLines('apt-get', [...this.#options, ...PLAIN_OUTPUT, '-s', '-q', ...args], options, (lines) =>
      parseSimulation(lines, onHead),
    );
  }

  /** The files that `apt-get <arguments>` would fetch; what lies in the archive cache already is not among them. */
  uris(args: readonly string[]) {
    const options = { ...this.#command, timeoutMs: PLAN_TIMEOUT_MS };
    return runLines('apt-get', [...this.#options, '-q', '-y', '--print-uris', ...args], options, parseUris);
  }

  /** The version tables of the packages with these names. */
  policy(names: readonly string[]) {
    return this.#inParts(['policy'], names, parsePolicy);
  }

  /** What every index is: `apt-cache policy` without names. */
  releases() {
    return runLines('apt-cache', [...this.#options, 'policy'], this.#command, parseReleases);
  }

  /** The records of each `name=version`, or of every version of a `name`. Sorted, because apt reads compressed indexes in one go only when asked in their order. */
  records(wanted: readonly string[]) {
    return this.#inParts(['show'], [...wanted].sort(), parseRecords);
  }

  /** The suites of the enabled sources, also those never refreshed. apt opens its package cache for this too. */
  targets() {
    const args = [
      ...this.#options,
      'indextargets',
      '--no-release-info',
      '--format',
      TARGETS_FORMAT,
      'Created-By: Packages',
    ];
    return runLines('apt-get', args, this.#command, parseTargets);
  }

  /** The changelog of a version as its source serves it, in at most `timeoutMs`. */
  changelog({ name, arch, to }: { name: string; arch: string; to: string | null }, timeoutMs: number) {
    const options = { env: { ...this.#command.env, PAGER: 'cat' }, timeoutMs, maxBytes: CHANGELOG_BYTES };
    const version = `${arch === 'all' ? name : `${name}:${arch}`}=${to}`;
    const args = [...this.#options, '-qq', '-o', 'Acquire::Retries=0', 'changelog', version];
    return runText('apt-get', args, options);
  }

  installed({ adminDir }: AptLayout) {
    const args = [`--admindir=${adminDir}`, '-W', '-f', INSTALLED_FORMAT];
    return runLines('dpkg-query', args, this.#command, parseInstalled);
  }

  audit({ adminDir }: AptLayout) {
    return runText('dpkg', [`--admindir=${adminDir}`, '--audit'], this.#command);
  }

  async #inParts<V>(
    verb: readonly string[],
    names: readonly string[],
    parse: (lines: AsyncIterable<string>) => Promise<Map<string, V>>,
  ): Promise<Map<string, V>> {
    const all = new Map<string, V>();
    for (let at = 0; at < names.length; at += NAMES_PER_CALL) {
      const part = names.slice(at, at + NAMES_PER_CALL);
      const args = [...this.#options, ...verb, '--', ...part];
      const { value } = await runLines('apt-cache', args, this.#command, parse);
      for (const [key, entry] of value) all.set(key, entry);
    }
    return all;
  }
}
