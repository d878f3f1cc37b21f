import { Count, IsoTime, Nullable, RunPhase } from '@suivi/shared';
import Type from 'typebox';

/** What a run is doing now, as its machine last told. */
export const RunProgress = Type.Object(
  {
    machineId: Type.String(),
    executionId: Type.String(),
    phase: RunPhase,
    package: Nullable(Type.String({ description: 'The package in hand.' })),
    percent: Nullable(Type.Number({ description: 'Of what apt is doing now, not of the whole run.' })),
    silentSeconds: Type.Integer({
      ...Count,
      description: 'For how long the run had written nothing when the machine told this.',
    }),
    receivedAt: IsoTime,
  },
  { description: 'What a run is doing now. Has no id of its own and is told again when it changes.' },
);
