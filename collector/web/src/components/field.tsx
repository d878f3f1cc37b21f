import type { InputHTMLAttributes } from 'react';

/** A field with its label above it, and a hint below it where there is one. Must be filled in unless `required` says otherwise. */
export function Field({
  label,
  hint,
  onText,
  ...rest
}: {
  label: string;
  hint?: string;
  onText: (text: string) => void;
} & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className="grid grid-cols-1 gap-1">
      {label}
      <input className="field" required onChange={(event) => onText(event.target.value)} {...rest} />
      {hint !== undefined && <span className="text-muted">{hint}</span>}
    </label>
  );
}
