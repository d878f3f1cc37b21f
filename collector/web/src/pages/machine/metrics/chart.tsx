import { lazy, memo, Suspense, useId, useMemo, useState } from 'react';
import { Loading } from '../../../components/loading.tsx';
import type { Line } from '../../../components/plot/uplot.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { gapsIn, summaryOf } from '../../../metrics/summary.ts';
import { LineSample } from './line-sample.tsx';
import type { Measured } from './measured.ts';
import { Values } from './values.tsx';

/** Neither is drawn again when the pointer moves: only the values at it change then. */
const Plot = memo(lazy(() => import('../../../components/plot/uplot.tsx')));
const ValuesOf = memo(Values);

interface ChartProps {
  readonly title: string;
  readonly times: readonly number[];
  readonly span: readonly [number, number];
  readonly measures: readonly Measured[];
  readonly top?: number | undefined;
  readonly valueText: (value: number) => string;
  /** A time beneath the plot, and in full. */
  readonly timeText: (seconds: number) => string;
  readonly exactText: (seconds: number) => string;
}

/** A plot with what it says in words: a sentence for each line, the values under the pointer, and a table on demand. */
export function Chart({ title, times, span, measures, top, valueText, timeText, exactText }: ChartProps) {
  const { t } = useSpeech();
  const words = t.metrics;
  const id = useId();
  const [point, setPoint] = useState<number | null>(null);
  const lines = useMemo(
    () =>
      measures.flatMap(({ name, average, peak }, look): Line[] => [
        { name, values: peak, look, isPeak: true },
        { name, values: average, look, isPeak: false },
      ]),
    [measures],
  );
  const gaps = useMemo(() => Math.max(0, ...measures.map(({ average }) => gapsIn(average))), [measures]);
  const summaries = useMemo(() => measures.map(({ average, peak }) => summaryOf(average, peak)), [measures]);
  const at = point === null ? undefined : times[point];
  return (
    <section className="panel min-w-0 p-4" aria-labelledby={id}>
      <h2 id={id} className="mb-2 font-semibold">
        {title}
      </h2>
      {measures.length === 0 ? (
        <p className="text-muted">{words.nothing}</p>
      ) : (
        <>
          <Suspense fallback={<Loading />}>
            <Plot {...{ times, lines, span, top, timeText, valueText }} onPoint={setPoint} />
          </Suspense>
          <ul className="mt-2 grid gap-1">
            {measures.map(({ name, average, peak }, look) => {
              const summary = summaries[look] ?? null;
              return (
                <li key={name} className="flex flex-wrap items-center gap-x-2">
                  <LineSample look={look} />
                  <span className="break-all">{name}</span>
                  <span className="text-muted">
                    {summary === null
                      ? words.nothing
                      : words.summary(
                          valueText(summary.lowest),
                          valueText(summary.average),
                          valueText(summary.peak),
                        )}
                  </span>
                  {at !== undefined && typeof average[point ?? 0] === 'number' && (
                    <span>
                      {words.point(
                        exactText(at),
                        valueText(average[point ?? 0] ?? 0),
                        valueText(peak[point ?? 0] ?? 0),
                      )}
                    </span>
                  )}
                </li>
              );
            })}
          </ul>
          {gaps > 0 && <p className="mt-1 text-muted">{words.gaps(gaps)}</p>}
          <ValuesOf {...{ title, times, measures, exactText, valueText }} />
        </>
      )}
    </section>
  );
}
