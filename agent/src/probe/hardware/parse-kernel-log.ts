import { NO_DISK } from './devices.ts';

/** `[    4.3] iwlwifi 0000:05:00.0: Direct firmware load for iwlwifi-cc-a0-49.ucode failed with error -2` */
const MISSED =
  /^\[[^\]]*\]\s*(\S+?):? (?:(\S+): )?(?:Direct firmware load for|firmware: failed to load) (\S+)/;
/** What drivers say once they have one: iwlwifi which version, brcmfmac what it calls itself. */
const LOADED = /^\[[^\]]*\]\s*(\S+?):? (?:\S+: )?(?:loaded firmware version|\S+: Firmware: )/;
/** Settings for debugging, which no distribution has. */
const NEEDLESS = /^iwl-debug-yoyo\.bin$/;

/**
 * The files of firmware that the kernel has not found, each once. Drivers try one name after the other, newer versions and those of a
 * special board first: what a driver tried before it found one is not missed.
 */
export function missingFirmware(lines: readonly string[]): string[] {
  const missed = new Map<string, Set<string>>();
  for (const line of lines) {
    const loader = LOADED.exec(line)?.[1];
    if (loader) missed.delete(loader);
    const [, driver, , file] = MISSED.exec(line) ?? [];
    if (!driver || !file || NEEDLESS.test(file)) continue;
    missed.set(driver, (missed.get(driver) ?? new Set()).add(file.slice(0, 256)));
  }
  return [...new Set([...missed.values()].flatMap((files) => [...files]))].slice(0, 100);
}

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
