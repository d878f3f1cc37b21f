/** The steps of something that goes on: what is done, where it stands, and what is to come. `step` counts from 0. */
export function Steps({ words, step }: { words: readonly string[]; step: number }) {
  const isLast = step === words.length - 1;
  return (
    <ol className="grid grid-cols-1 gap-2">
      {words.map((word, index) => {
        const isHere = index === step;
        const isDone = index < step || (isHere && isLast);
        const mark = isDone ? '✓' : isHere ? '●' : '○';
        return (
          <li
            key={word}
            aria-current={isHere ? 'step' : undefined}
            className={`flex items-center gap-2 ${isDone || isHere ? '' : 'text-muted'}`}
          >
            <span aria-hidden="true" className={isDone ? 'text-accent' : ''}>
              {mark}
            </span>
            {word}
          </li>
        );
      })}
    </ol>
  );
}
