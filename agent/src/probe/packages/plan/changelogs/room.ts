import type { PackageChangelog } from '@suivi/shared';

/** UTF-16 units of one text: what the schema takes. */
const MOST_CHARACTERS = 64 * 1024;
/** Bytes of all changelogs in a message of at most 4 MiB. */
const MOST_BYTES = 1536 * 1024;
const CUT = '\n[Cut off here: the rest is too long.]\n';

/** Keeps the changelogs of one plan within bounds: what was given first stays whole for longest. */
export class Room {
  #bytes = 0;

  /** The entry as it may travel: its text cut to the limit, or left out when the room is used up; its CVE numbers stay. */
  take(entry: PackageChangelog): PackageChangelog {
    const text = entry.text === null ? null : cut(entry.text);
    const whole = { ...entry, text };
    const size = Buffer.byteLength(JSON.stringify(whole));
    if (text === null || this.#bytes + size <= MOST_BYTES) {
      this.#bytes += size;
      return whole;
    }
    return {
      ...entry,
      text: null,
      absent: 'Left out, because the changelogs are too long together. Ask for fewer packages.',
    };
  }
}

const cut = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : text.slice(0, MOST_CHARACTERS - CUT.length) + CUT;
