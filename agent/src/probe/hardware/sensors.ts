import { basename } from 'node:path';
import type { HardwareSnapshot, Metrics } from '@suivi/shared';
import type { Tree } from '../../host/tree.ts';

const MOST = 128;
const HWMON = 'sys/class/hwmon';
/** Some firmware calls the temperature of a room critical (`acpitz`: 20.8 °C), which nothing is. */
const LEAST_CRITICAL = 40;

/** Asking a disk for its temperature may keep it from sleeping (kernel.org, drivetemp) or from saving power, so not every minute. */
const DISKS = ['drivetemp', 'nvme'];
/** What an input says to which nothing is connected; processors turn themselves off before. */
const NOTHING_CONNECTED = 120;

interface Sensor {
  readonly chip: string;
  /** Its files but for the `_input` and the like that ends them. */
  readonly path: string;
  readonly celsius: number;
}

/** The temperatures of hwmon (kernel.org, sysfs-interface): thousandths of a degree. */
export async function readTemperatures(tree: Tree): Promise<HardwareSnapshot['temperatures']> {
  const temperatures: HardwareSnapshot['temperatures'] = [];
  for (const sensor of await readSensors(tree)) {
    const critical = await degrees(tree, `${sensor.path}_crit`);
    temperatures.push({
      name: await nameOf(tree, sensor),
      celsius: sensor.celsius,
      criticalCelsius: critical !== null && critical >= LEAST_CRITICAL ? critical : null,
    });
  }
  return temperatures;
}

/** The hottest sensor, but for those of disks, which may sleep. Null where there is none that says anything. */
export async function readHottest(tree: Tree): Promise<NonNullable<Metrics['hottest']> | null> {
  const sensors = await readSensors(tree, DISKS);
  const [hottest] = sensors
    .filter(({ celsius }) => celsius < NOTHING_CONNECTED)
    .sort((a, b) => b.celsius - a.celsius);
  return hottest ? { name: await nameOf(tree, hottest), celsius: hottest.celsius } : null;
}

async function readSensors(tree: Tree, but: readonly string[] = []): Promise<Sensor[]> {
  const sensors: Sensor[] = [];
  for (const folder of await tree.list(HWMON)) {
    const chip = (await tree.line(`${HWMON}/${folder}/name`)) ?? folder;
    if (but.includes(chip)) continue;
    for (const file of await tree.list(`${HWMON}/${folder}`)) {
      const sensor = /^(temp\d+)_input$/.exec(file)?.[1];
      if (!sensor || sensors.length >= MOST) continue;
      const path = `${HWMON}/${folder}/${sensor}`;
      const celsius = await degrees(tree, `${path}_input`);
      if (celsius !== null) sensors.push({ chip, path, celsius });
    }
  }
  return sensors;
}

const nameOf = async (tree: Tree, { chip, path }: Sensor): Promise<string> =>
  [chip, (await tree.line(`${path}_label`)) ?? basename(path)].join(' ').slice(0, 256);

/** Null for what no place on earth has, which is how sensors say that nothing is connected. */
async function degrees(tree: Tree, path: string): Promise<number | null> {
  const thousandths = await tree.number(path);
  if (thousandths === null) return null;
  const celsius = Math.round(thousandths / 100) / 10;
  return celsius > -100 && celsius < 1000 ? celsius : null;
}

/** The errors that EDAC has counted since the boot. Null without a memory controller that watches. */
export async function readEcc(tree: Tree): Promise<HardwareSnapshot['ecc']> {
  const folder = 'sys/devices/system/edac/mc';
  const controllers = (await tree.list(folder)).filter((name) => /^mc\d+$/.test(name));
  if (controllers.length === 0) return null;
  let corrected = 0;
  let uncorrected = 0;
  for (const name of controllers) {
    corrected += (await tree.number(`${folder}/${name}/ce_count`)) ?? 0;
    uncorrected += (await tree.number(`${folder}/${name}/ue_count`)) ?? 0;
  }
  return { corrected, uncorrected };
}
