import type { HardwareSnapshot } from '@suivi/shared';
import type { Tree } from '../../host/tree.ts';
import { hadUnderVoltage } from './parse-kernel-log.ts';

const HWMON = 'sys/class/hwmon';
/** Bits of `vcgencmd get_throttled`, which the kernel of a Raspberry Pi has as a file: now, and 16 further up since the boot. */
const UNDER_VOLTAGE = 1;
const CAPPED_OR_THROTTLED = 0b1110;

/**
 * How a Raspberry Pi gets on with its power; null elsewhere. Not every kernel has the file, and the firmware's place is called
 * `soc:firmware` or, on a Pi 5, `soc@107c000000:firmware`. Without it there is the alarm of `rpi_volt`, which knows of the voltage
 * alone and only of now, and `report`, what vcgencmd told root since the boot.
 */
export async function readPower(
  tree: Tree,
  report: string | null,
  kernelLog: readonly string[] | null,
): Promise<HardwareSnapshot['power']> {
  const now = bitsOf(await readThrottled(tree));
  const alarm = await readVoltageAlarm(tree);
  const reported = bitsOf(/^throttled=(0x[0-9a-f]+)/im.exec(report ?? '')?.[1] ?? null);
  if (now === null && alarm === null && reported === null) return null;
  // What was so when root looked was so since the boot.
  const before = now !== null ? now >>> 16 : reported !== null ? (reported >>> 16) | (reported & 0xf) : null;
  const logged = hadUnderVoltage(kernelLog ?? []);
  return {
    underVoltage: now !== null ? (now & UNDER_VOLTAGE) !== 0 : alarm,
    throttled: now === null ? null : (now & CAPPED_OR_THROTTLED) !== 0,
    wasUnderVoltage: logged || (before === null ? null : (before & UNDER_VOLTAGE) !== 0),
    wasThrottled: before === null ? null : (before & CAPPED_OR_THROTTLED) !== 0,
  };
}

const bitsOf = (text: string | null): number | null => {
  const bits = Number.parseInt(text?.replace(/^0x/, '') ?? '', 16);
  return Number.isNaN(bits) ? null : bits;
};

async function readThrottled(tree: Tree): Promise<string | null> {
  const platform = 'sys/devices/platform';
  for (const soc of (await tree.list(platform)).filter((name) => /^soc(@|$)/.test(name)))
    for (const device of (await tree.list(`${platform}/${soc}`)).filter((name) =>
      name.endsWith('firmware'),
    )) {
      const text = await tree.line(`${platform}/${soc}/${device}/get_throttled`);
      if (text !== null) return text;
    }
  return null;
}

async function readVoltageAlarm(tree: Tree): Promise<boolean | null> {
  for (const chip of await tree.list(HWMON)) {
    if ((await tree.line(`${HWMON}/${chip}/name`)) !== 'rpi_volt') continue;
    const alarm = await tree.number(`${HWMON}/${chip}/in0_lcrit_alarm`);
    return alarm === null ? null : alarm === 1;
  }
  return null;
}
