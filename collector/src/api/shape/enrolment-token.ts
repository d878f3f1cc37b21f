import { IsoTime, Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { EnrolmentTokenView } from '../../domain/agents.ts';

/** An enrolment token in a list. It is shown when it is made, and never again. */
export const EnrolmentToken = Type.Object({
  id: Type.String(),
  tokenPrefix: Nullable(
    Type.String({ description: 'What it begins with; null for one that an earlier release has made.' }),
  ),
  name: Nullable(Type.String({ description: 'The name that its machine gets.' })),
  createdAt: IsoTime,
  createdBy: Nullable(Type.String()),
  createdByName: Nullable(Type.String({ description: 'Of a user or an API client.' })),
  expiresAt: IsoTime,
  maxUses: Type.Integer(),
  uses: Type.Integer(),
  revokedAt: Nullable(IsoTime),
  state: Type.Enum(['open', 'used', 'expired', 'revoked']),
  machines: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
    description: 'Those that enrolled with it and were not deleted, the first twenty.',
  }),
});
export type EnrolmentToken = Static<typeof EnrolmentToken>;

function stateOf(token: EnrolmentTokenView, now: Date): EnrolmentToken['state'] {
  if (token.revokedAt !== null) return 'revoked';
  if (token.uses >= token.maxUses) return 'used';
  return token.expiresAt <= now.toISOString() ? 'expired' : 'open';
}

/** Shows a token without its hash. */
export const showEnrolmentToken =
  (now: Date) =>
  (view: EnrolmentTokenView): EnrolmentToken => {
    const { tokenHash: _, machineId: _bound, machines, ...token } = view;
    return { ...token, machines: [...machines], state: stateOf(view, now) };
  };
