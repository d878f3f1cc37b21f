import type { LiveNotice } from '../../domain/feed.ts';

/** More than these wait for nobody: a notice that finds no room is dropped, for the next one of its kind says the same. */
const LIMIT = 1000;

function keyOf(notice: LiveNotice): string {
  if (notice.type === 'metrics' || notice.type === 'health') return notice.type;
  return `${notice.type} ${notice.type === 'ssh_install' ? notice.id : notice.executionId}`;
}

/** Notices that wait for one client: only the newest about each thing. Those about metrics go only to who follows one machine. */
export class LiveNotices {
  readonly #waiting = new Map<string, LiveNotice>();
  readonly #machineId: string | undefined;

  constructor(machineId: string | undefined) {
    this.#machineId = machineId;
  }

  /** Keeps the notice when it concerns the client; says whether it does. */
  add(notice: LiveNotice): boolean {
    const concerns =
      this.#machineId === undefined ? notice.type !== 'metrics' : notice.machineId === this.#machineId;
    const key = keyOf(notice);
    if (!concerns || (this.#waiting.size >= LIMIT && !this.#waiting.has(key))) return false;
    this.#waiting.set(key, notice);
    return true;
  }

  /** Gives what waits, and forgets it. */
  take(): readonly LiveNotice[] {
    const taken = [...this.#waiting.values()];
    this.#waiting.clear();
    return taken;
  }
}
