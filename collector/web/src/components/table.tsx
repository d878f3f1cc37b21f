import type { ReactNode } from 'react';

/** A plain table with a head, which scrolls by itself where it is too wide. */
export function Table({
  label,
  head,
  widths,
  children,
}: {
  label: string;
  head: readonly ReactNode[];
  /** How wide each column is, where tables one below the other should agree. */
  widths?: readonly string[];
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="panel relative overflow-x-auto" aria-label={label} tabIndex={0}>
      <table className={`w-full border-collapse text-left ${widths ? 'min-w-3xl table-fixed' : ''}`}>
        <caption className="sr-only">{label}</caption>
        {widths && (
          <colgroup>
            {widths.map((width, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a table do not change
              <col key={index} style={{ width }} />
            ))}
          </colgroup>
        )}
        <thead>
          <tr className="border-b border-line text-muted">
            {head.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the head of a table does not change
              <th key={index} scope="col" className="px-3 py-2 font-normal">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr]:border-b [&>tr]:border-line [&>tr:last-child]:border-b-0 [&_td]:px-3 [&_td]:py-2 [&_td]:align-top">
          {children}
        </tbody>
      </table>
    </section>
  );
}
