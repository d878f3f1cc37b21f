import { NO_DISK } from './devices.ts';

/** `[    4.3] iwlwifi 0000:05:00.0: Direct firmware load for iwlwifi-cc-a0-49.ucode failed with error -2` */
const MISSED =
  /^\[[^\]]*\]\s*(\S+?):? (?:(\S+): )?(?:Direct firmware load for|firmware: failed to load) (\S+)/;
/** What drivers say once they have one: iwlwifi which version, brcmfmac what it calls itself, without saying on which card. */
const LOADED = /^\[[^\]]*\]\s*(\S+?):? (?:(\S+): )?(?:loaded firmware version|\S+: Firmware: )/;
/** Settings for debugging, which no distribution has. */
const NEEDLESS = /^iwl-debug-yoyo\.bin$/;

/**
 * The files of firmware that the kernel has not found, each once. Drivers try one name after the other, newer versions and those of a
 * special board first: what a driver tried for a card before it found one is not missed. Of two cards each counts by itself,
 * where the lines name them.
 */
export function missingFirmware(lines: readonly string[]): string[] {
  let missed: { readonly driver: string; readonly card: string | undefined; readonly file: string }[] = [];
  for (const line of lines) {
    const [, loader, loadedBy] = LOADED.exec(line) ?? [];
    if (loader) missed = missed.filter(({ driver, card }) => driver !== loader || isOther(card, loadedBy));
    const [, driver, card, file] = MISSED.exec(line) ?? [];
    if (!driver || !file || NEEDLESS.test(file)) continue;
    missed.push({ driver, card, file: file.slice(0, 256) });
  }
  return [...new Set(missed.map(({ file }) => file))].slice(0, 100);
}

/** Whether two lines are surely about different cards. */
const isOther = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a !== b;

/** How often the kernel could not read or write each disk. An empty drive for floppies or images is none. */
export function ioErrors(lines: readonly string[]): ReadonlyMap<string, number> {
  const errors = new Map<string, number>();
  for (const line of lines) {
    const disk = /error, dev (\w+)/.exec(line)?.[1];
    if (disk && !NO_DISK.test(disk)) errors.set(disk, (errors.get(disk) ?? 0) + 1);
  }
  return errors;
}

/** Whether the kernel of a Raspberry Pi has said that the voltage was too low. Null when it has not, since its log is finite. */
export const hadUnderVoltage = (lines: readonly string[]): true | null =>
  lines.some((line) => /Under-?voltage detected/i.test(line)) || null;
