import type { Actor, Principal } from './rows.ts';

/** What happens by itself, or is a machine's own doing. */
export const SYSTEM: Actor = { actorType: 'system', actorId: null };

/** Who caused a change that this credential asked for, for the timeline. */
export const actorOf = ({ actorType, actorId }: Principal): Actor => ({ actorType, actorId });
