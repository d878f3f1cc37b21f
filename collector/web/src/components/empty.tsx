import type { ReactNode } from 'react';

/** A page with nothing on it says so, and what comes next. */
export function Empty({ what, next, children }: { what: string; next?: string; children?: ReactNode }) {
  return (
    <div className="panel px-6 py-10 text-center">
      <p className="text-base font-medium">{what}</p>
      {next !== undefined && <p className="mx-auto mt-1 max-w-prose text-muted">{next}</p>}
      {children !== undefined && <div className="mt-4 flex justify-center gap-2">{children}</div>}
    </div>
  );
}
