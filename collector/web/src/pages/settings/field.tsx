import type { InputHTMLAttributes } from 'react';

export const LEAST_PASSWORD = 12;

/** A field with its label above it. */
export function Field({
  label,
  onText,
  ...rest
}: { label: string; onText: (text: string) => void } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className="grid grid-cols-1 gap-1">
      {label}
      <input className="field" required onChange={(event) => onText(event.target.value)} {...rest} />
    </label>
  );
}
