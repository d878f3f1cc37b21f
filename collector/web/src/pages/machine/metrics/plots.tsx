import { useMemo } from 'react';
import type { MetricsHistory } from '../../../api/types.ts';
import { useSpeech } from '../../../i18n/locale.tsx';
import type { Span } from '../../../metrics/spans.ts';
import { Chart } from './chart.tsx';
import type { Measured } from './measured.ts';

const FULL = 100;

/** Load, memory, disks, and temperature where there is a sensor, over a span of time. */
export function Plots({ history, span }: { history: MetricsHistory; span: Span }) {
  const { t, f } = useSpeech();
  const words = t.metrics;
  const { times, series, from, to, stepSeconds } = history;
  const limits = useMemo(() => [Date.parse(from) / 1000, Date.parse(to) / 1000] as const, [from, to]);
  const timeTexts = useMemo(() => {
    const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
    const isShort = span === 'hour' || span === 'day';
    return {
      timeText: (seconds: number) => (isShort ? f.clock(iso(seconds)) : f.day(iso(seconds))),
      exactText: (seconds: number) => f.exact(iso(seconds)),
    };
  }, [f, span]);
  const texts = useMemo(
    () => ({
      number: (value: number) => f.number(value),
      percent: (value: number) => f.percent(value),
      celsius: (value: number) => words.celsius(f.number(value)),
    }),
    [f, words],
  );
  const measures = useMemo(() => {
    const of = (
      measure: (typeof series)[number]['measure'],
      name: (mount: string | null) => string,
    ): Measured[] =>
      series
        .filter((each) => each.measure === measure)
        .map(({ mount, average, peak }) => ({ name: name(mount), average, peak }));
    return {
      load: of('load1', () => words.load),
      memory: of('memory', () => words.memory),
      temperature: of('temperature', () => words.temperature),
      disks: of('disk', (mount) => mount ?? ''),
    };
  }, [series, words]);
  const common = { times, span: limits, ...timeTexts };
  return (
    <>
      <Chart title={words.load} measures={measures.load} valueText={texts.number} {...common} />
      <Chart
        title={words.memory}
        measures={measures.memory}
        valueText={texts.percent}
        top={FULL}
        {...common}
      />
      {measures.temperature.length > 0 && (
        <Chart
          title={words.temperature}
          measures={measures.temperature}
          valueText={texts.celsius}
          {...common}
        />
      )}
      <Chart title={words.disks} measures={measures.disks} valueText={texts.percent} top={FULL} {...common} />
      <p className="text-muted">{words.steps(f.span(stepSeconds * 1000))}</p>
    </>
  );
}
