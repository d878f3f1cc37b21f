import type { Smart } from '@suivi/shared';

/** What is read of `smartctl --json`; everything may be missing, and other members are ignored. */
interface SmartctlAnswer {
  readonly serial_number?: unknown;
  readonly model_name?: unknown;
  readonly smart_support?: { readonly available?: unknown };
  readonly smart_status?: { readonly passed?: unknown };
  readonly temperature?: { readonly current?: unknown };
  readonly power_on_time?: { readonly hours?: unknown };
  readonly ata_smart_attributes?: {
    readonly table?: readonly { readonly id?: unknown; readonly raw?: { readonly value?: unknown } }[];
  };
  readonly nvme_smart_health_information_log?: {
    readonly critical_warning?: unknown;
    readonly percentage_used?: unknown;
    readonly media_errors?: unknown;
  };
  /** SAS and older SCSI disks. */
  readonly scsi_grown_defect_list?: unknown;
  readonly scsi_error_counter_log?: Readonly<
    Record<string, { readonly total_uncorrected_errors?: unknown } | undefined>
  >;
  readonly scsi_percentage_used_endurance_indicator?: unknown;
  /** Of any SSD, since smartmontools 7.4. */
  readonly endurance_used?: { readonly current_percent?: unknown };
  readonly smartctl?: {
    readonly messages?: readonly { readonly string?: unknown; readonly severity?: unknown }[];
  };
}

/** Numbers of ATA attributes. */
const REALLOCATED = 5;
const PENDING = 197;
const UNCORRECTABLE = 198;

const NOT_READ: Smart = {
  ...{ passed: null, celsius: null, powerOnHours: null },
  ...{ reallocated: null, pending: null, uncorrectable: null, usedPercent: null },
  problem: 'smartctl said nothing that can be read.',
};

const NO_SMART = 'This disk has no SMART, so it does not tell of its health.';

/** Reads what smartctl wrote of one disk. Null members are what the disk does not say. */
export function parseSmart(json: string): { smart: Smart; serial: string | null } {
  let answer: SmartctlAnswer;
  try {
    answer = JSON.parse(json) as SmartctlAnswer;
  } catch {
    return { smart: NOT_READ, serial: null };
  }
  if (answer === null || typeof answer !== 'object') return { smart: NOT_READ, serial: null };
  const nvme = answer.nvme_smart_health_information_log;
  const attribute = (id: number) =>
    count(answer.ata_smart_attributes?.table?.find((each) => each.id === id)?.raw?.value);
  const passed = answer.smart_status?.passed;
  const problem =
    answer.smartctl?.messages?.find(({ severity }) => severity === 'error')?.string ??
    (answer.smart_support?.available === false ? NO_SMART : null);
  return {
    serial: typeof answer.serial_number === 'string' ? answer.serial_number.slice(0, 256) : null,
    smart: {
      passed: typeof passed === 'boolean' ? passed && !count(nvme?.critical_warning) : null,
      // A disk without a thermometer says 0.
      celsius: count(answer.temperature?.current) || null,
      powerOnHours: count(answer.power_on_time?.hours),
      reallocated: attribute(REALLOCATED) ?? count(answer.scsi_grown_defect_list),
      pending: attribute(PENDING),
      uncorrectable: attribute(UNCORRECTABLE) ?? count(nvme?.media_errors) ?? scsiErrors(answer),
      usedPercent:
        count(nvme?.percentage_used) ??
        count(answer.endurance_used?.current_percent) ??
        count(answer.scsi_percentage_used_endurance_indicator),
      problem: typeof problem === 'string' ? problem.slice(0, 500) : null,
    },
  };
}

/** What a SCSI disk could not read, write or verify, whatever it tried; null where it keeps no such log. */
function scsiErrors({ scsi_error_counter_log: log }: SmartctlAnswer): number | null {
  const counts = Object.values(log ?? {}).flatMap((each) => count(each?.total_uncorrected_errors) ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, each) => sum + each, 0);
}

const count = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
