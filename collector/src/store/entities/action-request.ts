import { defineEntity, p } from '@mikro-orm/core';

/** A request for actions whose caller may ask again by the same key, and what it was answered. Kept for some weeks. */
export const ActionRequest = defineEntity({
  name: 'ActionRequest',
  tableName: 'action_requests',
  properties: {
    id: p.text().primary(),
    actorId: p.text(),
    requestId: p.text(),
    /** The sha256 of all that was asked for. */
    fingerprint: p.text(),
    /** What became of it, machine by machine. */
    answerJson: p.text(),
    createdAt: p.text(),
  },
  uniques: [{ properties: ['actorId', 'requestId'] }],
  indexes: [{ properties: ['createdAt'] }],
});
