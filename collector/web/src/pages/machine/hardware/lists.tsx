import type { HardwareSnapshot } from '@suivi/shared';
import { Table } from '../../../components/table.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';

/** Graphics, network and temperatures: a table for each that the machine has. */
export function HardwareLists({ report: { gpus, network, temperatures } }: { report: HardwareSnapshot }) {
  const { t, f } = useSpeech();
  const words = t.hardware;
  const unknown = t.common.unknown;
  return (
    <>
      {gpus.length > 0 && (
        <Table label={words.gpus} head={[words.name, words.driver, words.version]}>
          {gpus.map(({ address, name, driver, driverVersion }) => (
            <tr key={address}>
              <td className="break-words">{name}</td>
              <td>{driver ?? words.noDriver}</td>
              <td>{driverVersion ?? unknown}</td>
            </tr>
          ))}
        </Table>
      )}
      {network.length > 0 && (
        <Table label={words.network} head={[words.name, words.mac, words.link, words.driver]}>
          {network.map(({ name, mac, isUp, speedMbps, driver }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{mac ?? unknown}</td>
              <td>
                {isUp === null ? unknown : isUp ? words.up : words.down}
                {speedMbps !== null && `, ${f.number(speedMbps)} Mbit/s`}
              </td>
              <td>{driver ?? unknown}</td>
            </tr>
          ))}
        </Table>
      )}
      {temperatures.length > 0 && (
        <Table label={words.temperatures} head={[words.name, words.celsius, words.critical]}>
          {temperatures.map(({ name, celsius, criticalCelsius }) => (
            <tr key={name}>
              <td className="break-words">{name}</td>
              <td>{f.number(celsius)} °C</td>
              <td>{criticalCelsius === null ? unknown : `${f.number(criticalCelsius)} °C`}</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
