/** How much of something: always beside the number that it shows. `isFull` warns. */
export function Bar({ percent, isFull = false }: { percent: number | null; isFull?: boolean }) {
  return (
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" className="block h-1.5 w-full">
      <rect width="100" height="4" className="fill-raised" />
      <rect
        width={Math.min(100, Math.max(0, percent ?? 0))}
        height="4"
        className={isFull ? 'fill-warn' : 'fill-accent'}
      />
    </svg>
  );
}
