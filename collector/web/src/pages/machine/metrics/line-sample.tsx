const STROKES = ['stroke-accent', 'stroke-warn', 'stroke-bad', 'stroke-ink'];
const DASHES = ['', '8 4', '2 3', '8 3 2 3'];

/** How a line of the plot looks, beside its name: by colour and by dash. */
export function LineSample({ look }: { look: number }) {
  return (
    <svg viewBox="0 0 28 4" aria-hidden="true" className="h-1 w-7 shrink-0">
      <path
        d="M0 2h28"
        strokeWidth="3"
        strokeDasharray={DASHES[Math.floor(look / STROKES.length) % DASHES.length]}
        className={STROKES[look % STROKES.length]}
      />
    </svg>
  );
}
