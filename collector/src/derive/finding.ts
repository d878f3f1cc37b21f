import type { Status } from '@suivi/shared';
import type { StatusReason } from '../domain/status.ts';

/** One thing that speaks for a status, and since when it does, by the collector's clock where that is known. */
export interface Finding extends StatusReason {
  readonly status: Status;
  readonly since: string | null;
}

export const warning = (code: string, message: string, since: string | null): Finding => ({
  status: 'warning',
  code,
  message,
  since,
});

/** A few names of many, for a sentence. */
export function someOf(names: readonly string[], limit = 3): string {
  const rest = names.length - limit;
  return names.slice(0, limit).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
