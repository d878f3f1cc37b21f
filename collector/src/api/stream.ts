import { Id } from '@suivi/shared';
import Type from 'typebox';
import { Value } from 'typebox/value';
import type { LiveNotice } from '../domain/feed.ts';
import type { MachineView } from '../domain/queries.ts';
import type { Change } from '../domain/rows.ts';
import type { Api, AppDeps } from './deps.ts';
import { Machine, showMachine } from './shape/machine.ts';
import { STREAM_DATA, streamOf } from './shape/stream.ts';
import { BATCH, resumeFrom, worthTelling } from './stream/changes.ts';
import { LiveNotices } from './stream/live-notices.ts';
import type { OpenStreams } from './stream/open-streams.ts';
import { formatEvent, HEARTBEAT, type StreamEvent } from './stream/sse.ts';
import { Wakeup } from './stream/wakeup.ts';

/** GET /api/stream: what changes on the fleet, as it happens. */
export function stream(api: Api, deps: AppDeps, streams: OpenStreams): void {
  const { query, feed, heartbeatMs = 15_000 } = deps;
  const show = showMachine(deps);

  /** The machines among these changes as they are now: many change at once when a fleet comes back. */
  const machinesIn = async (changes: readonly Change[]): Promise<Map<string, MachineView>> => {
    const ids = changes.flatMap(({ type, refId }) => (type === 'machine' ? [refId] : []));
    const views = ids.length === 0 ? [] : await query.machinesById(ids);
    return new Map(views.map((view) => [view.machine.id, view]));
  };

  const machineEvent = (id: string, view: MachineView | null | undefined): StreamEvent => ({
    event: 'machine',
    data: view ? Value.Clean(Machine, show(view)) : { id, deleted: true },
  });

  /** The event for a change of anything else; null when what changed has been removed since. */
  const eventOf = async ({ type, refId, machineId }: Change): Promise<StreamEvent | null> => {
    if (type === 'machine') return null;
    if (type === 'ssh_install') return { event: type, data: { id: refId, machineId } };
    const row = await (type === 'event' ? query.event(refId) : query.execution(refId));
    return row && { event: type, data: Value.Clean(STREAM_DATA[type], row) };
  };

  const liveEvent = async (notice: LiveNotice): Promise<StreamEvent> => {
    if (notice.type === 'metrics')
      return machineEvent(notice.machineId, await query.machine(notice.machineId));
    if (notice.type === 'health') return { event: notice.type, data: { ok: notice.ok } };
    const { type: event, ...data } = notice;
    return { event, data };
  };

  async function* follow(from: number | null, machineId: string | undefined, signal: AbortSignal) {
    const wakeup = new Wakeup();
    const live = new LiveNotices(machineId);
    const unsubscribe = feed.subscribe({
      changes: () => wakeup.wake(),
      live: (notice) => live.add(notice) && wakeup.wake(),
    });
    try {
      let seq = from;
      yield formatEvent({ id: seq ?? feed.lastSeq() });
      while (!signal.aborted) {
        const changes = seq === null ? null : await feed.changesAfter(seq, BATCH);
        if (changes === null) {
          seq = feed.lastSeq();
          yield formatEvent({ id: seq, event: 'reset', data: { seq } });
          continue;
        }
        const told = worthTelling(changes, machineId);
        const machines = await machinesIn(told);
        for (const change of told) {
          const { type, refId } = change;
          const event = type === 'machine' ? machineEvent(refId, machines.get(refId)) : await eventOf(change);
          if (event) yield formatEvent({ id: change.seq, ...event });
        }
        const before = seq;
        seq = changes.at(-1)?.seq ?? seq;
        for (const notice of live.take()) yield formatEvent(await liveEvent(notice));
        if (seq === before && !(await wakeup.wait(heartbeatMs, signal)) && !signal.aborted)
          yield HEARTBEAT + formatEvent({ id: seq ?? 0 });
      }
    } finally {
      unsubscribe();
    }
  }

  api.get(
    '/api/stream',
    {
      exposeHeadRoute: false,
      config: { scope: 'machines:read' },
      schema: {
        summary: 'Follow what changes',
        description:
          'Server-sent events. Connect first and fetch afterwards, then nothing is missed. A connection that broke goes on ' +
          'from the header Last-Event-ID. Changes of one thing that follow one another quickly are told once, as it is now.',
        tags: ['stream'],
        querystring: Type.Object({ machineId: Type.Optional(Id) }, { additionalProperties: false }),
        headers: Type.Object({ 'last-event-id': Type.Optional(Type.String()) }),
        response: streamOf(STREAM_DATA),
      },
    },
    async (request, reply) => {
      const from = resumeFrom(request.headers['last-event-id'], feed);
      return streams.send(request, reply, (signal) => follow(from, request.query.machineId, signal));
    },
  );
}
