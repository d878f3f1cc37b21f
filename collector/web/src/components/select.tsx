/** A choice with its label: the browser's own control, which every phone and screen reader knows. */
export function Select<T extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: T;
  choices: readonly (readonly [value: T, word: string])[];
  onChange: (value: T) => void;
}) {
  return (
    <label className="flex items-center gap-1.5">
      <span className="text-muted">{label}</span>
      <select
        className="field max-w-44 text-ellipsis"
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {choices.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
