import type { ButtonHTMLAttributes } from 'react';

const LOOKS = {
  primary: 'bg-accent text-on-accent border-transparent hover:opacity-90 font-medium',
  plain: 'bg-panel text-ink border-line-strong hover:bg-raised',
  danger: 'bg-panel text-bad border-bad hover:bg-bad-tint font-medium',
  quiet: 'border-transparent text-ink hover:bg-raised',
};
export type Look = keyof typeof LOOKS;

/** The classes of what looks like a button, for links too. */
export const buttonClass = (look: Look = 'plain'): string =>
  `inline-flex min-h-9 items-center justify-center gap-2 rounded-md border px-3 py-1 text-left disabled:opacity-50 ${LOOKS[look]}`;

/** A button. */
export function Button({
  look = 'plain',
  className = '',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look }) {
  return <button type="button" className={`${buttonClass(look)} ${className}`} {...rest} />;
}
