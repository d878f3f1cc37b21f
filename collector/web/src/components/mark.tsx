import type { Status } from '@suivi/shared';

export type Shape = 'cross' | 'triangle' | 'arrow' | 'ring' | 'question' | 'tick' | 'dots';

const PATHS: Record<Shape, { d: string }> = {
  cross: { d: 'M4.2 1h7.6L15 4.2v7.6L11.8 15H4.2L1 11.8V4.2zM5.5 5.5l5 5m0-5l-5 5' },
  triangle: { d: 'M8 1.8l6.6 12H1.4zM8 6v4m0 1.6v.6' },
  arrow: { d: 'M8 14V3M3.5 7.5L8 3l4.5 4.5' },
  ring: { d: 'M8 2a6 6 0 1 1-6 6' },
  question: { d: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.5-1.1.9-1.1 1.8m0 2.2v.3' },
  tick: { d: 'M3 8.5l3.2 3.2L13 5' },
  dots: { d: 'M3.5 8h.5m3.8 0h.5m3.7 0h.5' },
};

const COLOURS: Record<Shape, string> = {
  cross: 'text-bad',
  triangle: 'text-warn',
  arrow: 'text-accent',
  ring: 'text-accent',
  question: 'text-muted',
  tick: 'text-muted',
  dots: 'text-muted',
};

const OF_STATUS: Record<Status, Shape> = {
  error: 'cross',
  warning: 'triangle',
  updates_available: 'arrow',
  running: 'ring',
  unknown: 'question',
  ok: 'tick',
};
/** Statuses of runs and of the jobs that they wait for. */
const OF_RUN: Record<string, Shape> = {
  running: 'ring',
  ok: 'tick',
  done: 'tick',
  warning: 'triangle',
  error: 'cross',
  refused: 'cross',
  expired: 'triangle',
};

/** A shape and a word: colour never says it alone. */
export function Mark({ shape, word }: { shape: Shape; word: string }) {
  return (
    <span className={`inline-flex items-baseline gap-1.5 whitespace-nowrap ${COLOURS[shape]}`}>
      <svg
        viewBox="0 0 16 16"
        aria-hidden="true"
        className={`relative top-[0.2em] size-4 shrink-0 fill-none stroke-current stroke-[1.75] ${shape === 'ring' ? 'animate-spin' : ''}`}
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d={PATHS[shape].d} />
      </svg>
      {word}
    </span>
  );
}

/** The state of a machine. */
export const StatusMark = ({ status, word }: { status: Status; word: string }) => (
  <Mark shape={OF_STATUS[status]} word={word} />
);

/** How a run or a job stands. */
export const RunMark = ({ status, word }: { status: string; word: string }) => (
  <Mark shape={OF_RUN[status] ?? 'dots'} word={word} />
);

/** How serious a message is. */
export const SeverityMark = ({
  severity,
  word,
}: {
  severity: 'info' | 'warning' | 'error';
  word: string;
}) => (
  <Mark shape={severity === 'error' ? 'cross' : severity === 'warning' ? 'triangle' : 'dots'} word={word} />
);
