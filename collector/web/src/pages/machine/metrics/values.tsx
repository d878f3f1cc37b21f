import { useState } from 'react';
import { Table } from '../../../components/table.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { someOf } from '../../../metrics/summary.ts';
import type { Measured } from './measured.ts';

const MOST_ROWS = 60;

interface ValuesProps {
  readonly title: string;
  readonly times: readonly number[];
  readonly measures: readonly Measured[];
  readonly exactText: (seconds: number) => string;
  readonly valueText: (value: number) => string;
}

/** The numbers of a plot as a table, for who does not see it or wants to copy them. Of many rows every so manieth. */
export function Values({ title, times, measures, exactText, valueText }: ValuesProps) {
  const { t } = useSpeech();
  const words = t.metrics;
  const [isOpen, setOpen] = useState(false);
  const shown = (value: number | null | undefined) =>
    typeof value === 'number' ? valueText(value) : words.notMeasured;
  return (
    <details className="mt-2" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="text-muted">{words.asTable}</summary>
      {isOpen && (
        <div className="mt-2">
          <Table label={words.tableOf(title)} head={[words.time, ...measures.map(({ name }) => name)]}>
            {someOf(times.length, MOST_ROWS).map((index) => (
              <tr key={times[index]}>
                <td className="whitespace-nowrap">{exactText(times[index] ?? 0)}</td>
                {measures.map(({ name, average, peak }) => (
                  <td key={name}>
                    {average[index] === null
                      ? words.notMeasured
                      : words.cell(shown(average[index]), shown(peak[index]))}
                  </td>
                ))}
              </tr>
            ))}
          </Table>
        </div>
      )}
    </details>
  );
}
