import { lookOf } from '../../../components/plot/looks.ts';

/** How a line of the plot looks, beside its name: by colour and by dash. */
export function LineSample({ look }: { look: number }) {
  const { stroke, dash } = lookOf(look);
  return (
    <svg viewBox="0 0 28 4" aria-hidden="true" className="h-1 w-7 shrink-0">
      <path d="M0 2h28" strokeWidth="3" strokeDasharray={dash.join(' ')} className={stroke} />
    </svg>
  );
}
