import type { PlannedChange } from '@suivi/shared';
import type { PackagesReader } from '../../read.ts';

const ONE_MS = 20_000;
/** Servers that cannot be reached so many times are not asked again for this plan. */
const MOST_UNREACHABLE = 2;
const UNREACHABLE =
  /Could not (resolve|connect)|Temporary failure|Unable to connect|[Cc]onnection (failed|timed out|refused)|did not end within/;

/** Fetches changelogs as apt does, and gives up on servers that cannot be reached. */
export class OnlineChangelogs {
  readonly #reader: PackagesReader;
  #unreachable = 0;
  #reason = '';

  constructor(reader: PackagesReader) {
    this.#reader = reader;
  }

  /** The whole changelog, or why there is none. */
  async read(change: PlannedChange, leftMs: number): Promise<string | { readonly absent: string }> {
    if (this.#unreachable >= MOST_UNREACHABLE) return { absent: this.#reason };
    const { exitCode, value, stderr, failure } = await this.#reader.changelog(
      change,
      Math.min(leftMs, ONE_MS),
    );
    if (exitCode === 0 && value.trim() !== '') return value;
    const words = failure ?? [...stderr.matchAll(/^E: (.*)$/gm)].map(([, text]) => text).join(' ');
    const absent = `No changelog can be had here: ${words || `apt-get ended with exit code ${exitCode}.`}`;
    if (UNREACHABLE.test(words)) {
      this.#unreachable += 1;
      this.#reason = `The servers of changelogs cannot be reached from here, so this one was not asked for. ${words}`;
    }
    return { absent };
  }
}
