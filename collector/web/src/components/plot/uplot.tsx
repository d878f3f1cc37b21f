import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { lookOf } from './looks.ts';
import { useColours } from './use-colours.ts';

/** One line: its values in the order of the times, null where there is a gap. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** Which of the colours and dashes it has; lines of one number look alike. */
  readonly look: number;
  /** Drawn thin: the peak beside its average. */
  readonly isPeak: boolean;
}

const HEIGHT = 180;

interface PlotProps {
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** From and to, in seconds since 1970: also where nothing was measured. */
  readonly span: readonly [from: number, to: number];
  readonly top?: number | undefined;
  readonly timeText: (seconds: number) => string;
  readonly valueText: (value: number) => string;
  /** Which time the pointer is at; null when it has left. */
  readonly onPoint: (index: number | null) => void;
}

/** The canvas alone. What it shows is said in words beside it, so it is hidden from screen readers. */
export default function Plot({ times, lines, span, top, timeText, valueText, onPoint }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const colours = useColours();
  const point = useRef(onPoint);
  point.current = onPoint;
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const axis = {
      stroke: colours('--muted'),
      grid: { stroke: colours('--line'), width: 1 },
      ticks: { stroke: colours('--line'), width: 1 },
      font: `11px ${getComputedStyle(element).fontFamily}`,
    };
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
        scales: {
          x: { time: true, range: [...span] },
          y: { range: (_plot, _low, high) => [0, top ?? Math.max(1, (high ?? 0) * 1.1)] },
        },
        axes: [
          { ...axis, values: (_plot, at) => at.map(timeText), space: 80 },
          { ...axis, values: (_plot, values) => values.map(valueText), size: 56 },
        ],
        series: [
          {},
          ...lines.map(({ name, look, isPeak }) => ({
            label: name,
            stroke: colours(lookOf(look).name),
            width: isPeak ? 0.75 : 2,
            dash: [...lookOf(look).dash],
            spanGaps: false,
          })),
        ],
        hooks: { setCursor: [({ cursor }) => point.current(cursor.idx ?? null)] },
      },
      [[...times], ...lines.map(({ values }) => [...values])],
      element,
    );
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [times, lines, span, top, timeText, valueText, colours]);
  return <div ref={place} aria-hidden="true" className="min-w-0 overflow-hidden" />;
}
