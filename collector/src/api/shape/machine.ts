import { Action, Count, compareVersions, IsoTime, MachineKind, Nullable, Status } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { MachineView } from '../../domain/queries.ts';
import type { MachineRow } from '../../domain/rows.ts';
import type { AppDeps } from '../deps.ts';
import { MachineState } from './machine-state.ts';

const Name = Nullable(Type.String());

const Quarantine = Type.Object(
  {
    reason: Type.Enum(['unknown_key', 'cloned']),
    of: Type.Optional(Type.String({ description: 'The machine whose identity it claims.' })),
    hostname: Type.String(),
    address: Type.String(),
    seenAt: IsoTime,
  },
  { description: 'Why its agent may not come in.' },
);

/** Why a machine is in quarantine; null for a trusted one. */
export const quarantineOf = ({
  quarantine,
}: Pick<MachineRow, 'quarantine'>): Static<typeof Quarantine> | null =>
  quarantine === null ? null : JSON.parse(quarantine);

/** A machine as the API shows it. `status` is what it comes to now; `state.status` is the stored one. */
export const Machine = Type.Object({
  id: Type.String(),
  name: Type.String(),
  tags: Type.Array(Type.String()),
  hostname: Type.String(),
  status: Status,
  statusReasons: Type.Array(Type.Object({ code: Type.String(), message: Type.String() })),
  statusSince: Nullable(IsoTime),
  connected: Type.Boolean(),
  connectedSince: Nullable(IsoTime),
  lastSeenAt: Nullable(IsoTime),
  lastCheckedAt: Nullable(IsoTime),
  clockSkewMs: Nullable(Type.Number({ description: "The machine's clock less the collector's." })),
  agentVersion: Name,
  agentUpdate: Nullable(
    Type.String({
      description: 'The newer version of the agent that the collector offers; null where there is none.',
    }),
  ),
  address: Name,
  quarantine: Nullable(Quarantine),
  osFamily: Type.String(),
  osVersion: Name,
  osCodename: Name,
  arch: Name,
  machineKind: Nullable(MachineKind),
  virtualization: Name,
  hardwareProfile: Name,
  aptProxyMode: Type.Enum(['direct', 'proxy']),
  aptProxyUrl: Name,
  createdAt: IsoTime,
  updatedAt: Nullable(IsoTime),
  updates: Nullable(
    Type.Object(
      { count: Count, security: Count },
      { description: 'What the newest analysis found; null when there was none.' },
    ),
  ),
  running: Nullable(
    Type.Object(
      { executionId: Type.String(), action: Action, startedAt: IsoTime },
      { description: 'The run that goes on.' },
    ),
  ),
  state: Nullable(MachineState),
});
export type Machine = Static<typeof Machine>;

/** The version on offer where it is newer than the one that runs, by dpkg's rules. */
const agentUpdate = (running: string | null, offered: string | null): string | null =>
  running !== null && offered !== null && compareVersions(offered, running) > 0 ? offered : null;

/** Shows a machine with the status that it has at this moment. */
export const showMachine =
  ({
    effectiveStatus,
    repository,
    now = () => new Date(),
  }: Pick<AppDeps, 'effectiveStatus' | 'repository' | 'now'>) =>
  (view: MachineView): Machine => {
    const { machine, presence, state, apt, running } = view;
    const { status, statusReasons, statusSince } = effectiveStatus(view, now());
    return {
      ...machine,
      tags: [...view.tags],
      status,
      statusReasons: [...statusReasons],
      statusSince,
      connected: presence.connected,
      connectedSince: presence.connectedSince,
      clockSkewMs: presence.clockSkewMs,
      agentVersion: presence.agentVersion,
      agentUpdate: agentUpdate(presence.agentVersion, repository.newestVersion),
      address: presence.address,
      quarantine: quarantineOf(machine),
      updates: apt && { count: apt.facts.count, security: apt.facts.securityCount },
      running: running && {
        executionId: running.id,
        action: running.action,
        startedAt: running.startedAt,
      },
      state,
    };
  };
