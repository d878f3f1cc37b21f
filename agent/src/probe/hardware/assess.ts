import type { Disk, HardwareSnapshot, HardwareWarning } from '@suivi/shared';

/** Of the writes that the maker has promised. */
const WORN_OUT_PERCENT = 90;
const FEW = 3;

type Facts = Pick<
  HardwareSnapshot,
  'isContainer' | 'disks' | 'ecc' | 'power' | 'temperatures' | 'missingFirmware'
> & {
  /** How often the kernel could not read or write each disk. */
  readonly ioErrors: ReadonlyMap<string, number>;
  /** Whether they are surely of this boot. */
  readonly isLogOfThisBoot: boolean;
};

/** What of a machine's hardware a person should look at, in words. Nothing of a container: its host says it. Pure. */
export function hardwareWarnings(facts: Facts): HardwareWarning[] {
  if (facts.isContainer) return [];
  return [
    ...facts.disks.flatMap(diskWarnings),
    ...[...facts.ioErrors].map(([disk, times]) => {
      const what = `${disk} could not be read or written ${times} times`;
      const said = facts.isLogOfThisBoot
        ? `${what} since the boot.`
        : `By the kernel's log that root read last, ${what}.`;
      return warning('disk_io_errors', disk, said);
    }),
    ...eccWarnings(facts.ecc),
    ...powerWarnings(facts.power),
    ...facts.temperatures.flatMap(({ name, celsius, criticalCelsius }) =>
      criticalCelsius !== null && celsius >= criticalCelsius
        ? [warning('too_hot', name, `${name} is at ${celsius} °C; ${criticalCelsius} °C is critical.`)]
        : [],
    ),
    ...firmwareWarnings(facts.missingFirmware ?? []),
  ];
}

function diskWarnings({ name, model, smart }: Disk): HardwareWarning[] {
  if (!smart) return [];
  const disk = model ? `${name} (${model})` : name;
  const { pending, uncorrectable } = smart;
  const bad = [
    ...(pending ? [`has ${pending} places that it cannot read`] : []),
    ...(uncorrectable ? [`had ${uncorrectable} errors that it could not correct`] : []),
  ];
  const warnings: HardwareWarning[] = [];
  if (smart.passed === false)
    warnings.push(
      failure('disk_failing', name, `${disk} says itself that it is failing. Save its data and replace it.`),
    );
  if (bad.length > 0) warnings.push(warning('disk_bad_sectors', name, `${disk} ${bad.join(' and ')}.`));
  if ((smart.usedPercent ?? 0) >= WORN_OUT_PERCENT)
    warnings.push(
      warning(
        'disk_worn_out',
        name,
        `${disk} has used ${smart.usedPercent} % of the writes that it is made for.`,
      ),
    );
  return warnings;
}

function eccWarnings(ecc: HardwareSnapshot['ecc']): HardwareWarning[] {
  if (!ecc) return [];
  const { corrected, uncorrected } = ecc;
  if (uncorrected > 0)
    return [
      failure(
        'ecc_errors',
        'memory',
        `The memory had ${uncorrected} errors since the boot that could not be corrected.`,
      ),
    ];
  return corrected > 0
    ? [
        warning(
          'ecc_errors',
          'memory',
          `The memory had ${corrected} errors since the boot, which were corrected.`,
        ),
      ]
    : [];
}

function powerWarnings(power: HardwareSnapshot['power']): HardwareWarning[] {
  if (!power) return [];
  const warnings: HardwareWarning[] = [];
  if (power.underVoltage || power.wasUnderVoltage)
    warnings.push(
      warning(
        'under_voltage',
        'power',
        power.underVoltage
          ? 'The voltage is too low. Use a stronger power supply or a shorter cable.'
          : 'The voltage was too low since the boot. Use a stronger power supply or a shorter cable.',
      ),
    );
  if (power.throttled || power.wasThrottled)
    warnings.push(
      warning(
        'throttled',
        'processor',
        `The processor ${power.throttled ? 'is' : 'was, since the boot,'} slowed down because of heat or voltage.`,
      ),
    );
  return warnings;
}

function firmwareWarnings(files: readonly string[]): HardwareWarning[] {
  if (files.length === 0) return [];
  const more = files.length > FEW ? ` and ${files.length - FEW} more` : '';
  const message = `Drivers have not found their firmware: ${files.slice(0, FEW).join(', ')}${more}.`;
  return [warning('missing_firmware', 'firmware', message.slice(0, 500))];
}

const warning = (code: HardwareWarning['code'], component: string, message: string): HardwareWarning => ({
  ...{ code, component, message },
  severity: 'warning',
});
const failure = (code: HardwareWarning['code'], component: string, message: string): HardwareWarning => ({
  ...{ code, component, message },
  severity: 'error',
});
