import type { HardwareSnapshot } from '@suivi/shared';

/** The files of firmware that the kernel has not found, each once. */
export function missingFirmware(lines: readonly string[]): string[] {
  const files = lines.flatMap(
    (line) => /(?:Direct firmware load for|firmware: failed to load) (\S+)/.exec(line)?.[1] ?? [],
  );
  return [...new Set(files)].slice(0, 100).map((file) => file.slice(0, 256));
}

/** How often the kernel could not read or write each disk. */
export function ioErrors(lines: readonly string[]): ReadonlyMap<string, number> {
  const errors = new Map<string, number>();
  for (const line of lines) {
    const disk = /error, dev (\w+)/.exec(line)?.[1];
    if (disk) errors.set(disk, (errors.get(disk) ?? 0) + 1);
  }
  return errors;
}

/** What `fwupdmgr get-updates --json` offers. Without updates it writes an error in place of devices. */
export function parseFwupd(json: string): NonNullable<HardwareSnapshot['firmware']['updates']> {
  try {
    const { Devices: devices } = JSON.parse(json) as { Devices?: unknown };
    if (!Array.isArray(devices)) return [];
    return devices.flatMap(
      (device: { Name?: unknown; Version?: unknown; Releases?: { Version?: unknown }[] }) => {
        const available = device.Releases?.[0]?.Version;
        if (typeof device.Name !== 'string' || typeof available !== 'string') return [];
        const installed = typeof device.Version === 'string' ? device.Version.slice(0, 256) : null;
        return [{ device: device.Name.slice(0, 256), installed, available: available.slice(0, 256) }];
      },
    );
  } catch {
    return [];
  }
}
