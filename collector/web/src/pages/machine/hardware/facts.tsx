import type { HardwareSnapshot } from '@suivi/shared';
import { useSpeech } from '../../../i18n/locale.tsx';

/** The machine as a whole, what watches over it, and its firmware. */
export function HardwareFacts({ report }: { report: HardwareSnapshot }) {
  const { t, f } = useSpeech();
  const words = t.hardware;
  const { board, cpu, memoryBytes, ecc, firmware, missingFirmware, power } = report;
  const { updates } = firmware;
  const built = [firmware.vendor, firmware.version, firmware.date].filter(Boolean).join(', ');
  const rows: (readonly [string, string | null])[] = [
    [words.board, [board.vendor, board.product].filter(Boolean).join(' ') || null],
    [words.serial, board.serial],
    [
      words.cpu,
      [cpu.model, cpu.cores && t.machine.metrics.cores(cpu.cores)].filter(Boolean).join(', ') || null,
    ],
    [words.memory, memoryBytes === null ? null : f.bytes(memoryBytes)],
    [words.ecc, ecc === null ? words.noEcc : words.eccErrors(ecc.corrected, ecc.uncorrected)],
    [words.firmware, built || null],
    [words.mode, firmware.mode && words.modes[firmware.mode]],
    ...(firmware.bootloaderAt ? [[words.bootloader, f.exact(firmware.bootloaderAt)] as const] : []),
    [
      words.firmwareUpdates,
      updates &&
        (updates.length === 0
          ? t.common.none
          : updates
              .map(({ device, installed, available }) => `${device}: ${installed ?? '?'} → ${available}`)
              .join('; ')),
    ],
    [
      words.missingFirmware,
      missingFirmware && (missingFirmware.length === 0 ? t.common.none : missingFirmware.join(', ')),
    ],
    ...(power
      ? [
          [
            words.power,
            power.underVoltage || power.wasUnderVoltage || power.throttled || power.wasThrottled
              ? words.powerBad
              : Object.values(power).includes(null)
                ? null
                : words.powerGood,
          ] as const,
        ]
      : []),
  ];
  return (
    <section className="panel p-4">
      <h2 className="mb-2 font-semibold">{words.machine}</h2>
      <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-6 gap-y-1.5">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="break-words">{value ?? t.common.unknown}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
