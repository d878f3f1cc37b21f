import type { HardwareSnapshot } from '@suivi/shared';

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
