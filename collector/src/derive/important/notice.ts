import { type MessageCategory, type MessageSource, type Severity, sha256Hex } from '@suivi/shared';
import type { Notice, Sighting } from '../../domain/messages.ts';
import { normalised } from './normalise.ts';

const MAX_MESSAGE = 2000;
/** Of one run or analysis; a log that complains more often complains of one thing. */
const MOST_NOTICES = 100;

/** What a notice says, before it gets the name by which it is known again. */
export interface Saying {
  readonly source?: MessageSource;
  readonly category: MessageCategory;
  readonly severity: Severity;
  readonly packageName?: string | null;
  readonly component?: string | null;
  readonly message: string;
  /** What stays the same each time that this is said, where the message does not. */
  readonly topic?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** A notice from apt unless said otherwise. */
export function notice({ source = 'apt', category, severity, payload, topic, ...said }: Saying): Notice {
  const packageName = said.packageName ?? null;
  const component = said.component ?? null;
  const message = said.message.trim().slice(0, MAX_MESSAGE);
  return {
    source,
    category,
    severity,
    packageName,
    component,
    message,
    fingerprint: sha256Hex(
      JSON.stringify([source, category, packageName, component, normalised(topic ?? message)]),
    ),
    payload: payload ?? null,
  };
}

/** A look with each notice once, the first ones where there are too many. */
export function sighting(observedBy: string, looked: boolean, notices: readonly Notice[]): Sighting {
  const distinct = new Map(notices.map((each) => [each.fingerprint, each]));
  return { observedBy, looked, notices: [...distinct.values()].slice(0, MOST_NOTICES) };
}
