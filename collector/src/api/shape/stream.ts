import { Count } from '@suivi/shared';
import Type from 'typebox';
import { Event } from './event.ts';
import { Execution } from './execution.ts';
import { Machine } from './machine.ts';
import { RunProgress } from './run-progress.ts';
import { SshInstallNotice } from './ssh-install.ts';

const Gone = Type.Object({ id: Type.String(), deleted: Type.Literal(true) });

/** The data of each type of event on /api/stream. */
export const STREAM_DATA = {
  machine: Type.Union([Machine, Gone], { description: 'A machine as it is now, or that it was deleted.' }),
  event: Event,
  execution: Execution,
  log: Type.Object(
    { machineId: Type.String(), executionId: Type.String(), size: Count },
    { description: 'How many bytes of a log have arrived. Has no id of its own.' },
  ),
  progress: RunProgress,
  ssh_install: SshInstallNotice,
  health: Type.Object(
    { ok: Type.Boolean() },
    { description: 'Whether the collector can store everything; if not, GET /health says why.' },
  ),
  reset: Type.Object(
    { seq: Count },
    { description: 'What happened up to here can no longer be told: fetch everything again.' },
  ),
};

/** The data of each type of event on /api/executions/:id/log/stream. */
export const LOG_STREAM_DATA = {
  chunk: Type.Object(
    { offset: Count, text: Type.String() },
    { description: 'A piece of the log that begins at byte `offset`; its id is the byte behind it.' },
  ),
  reset: Type.Object(
    { offset: Count },
    { description: 'The log is shorter than what was asked for: it begins again at this byte.' },
  ),
  end: Type.Object(
    {
      size: Count,
      status: Type.String({ description: 'How the execution, or a job that never ran, ended.' }),
    },
    { description: 'Everything has been sent: do not connect again.' },
  ),
};

/** The description of an answer with server-sent events of these types. */
export const streamOf = (data: Record<string, Type.TSchema>) => ({
  200: {
    description: 'Server-sent events; the data of each is JSON.',
    content: {
      'text/event-stream': {
        schema: Type.Unsafe<NodeJS.ReadableStream>(
          Type.Union(
            Object.entries(data).map(([event, schema]) =>
              Type.Object({ id: Type.Optional(Type.String()), event: Type.Literal(event), data: schema }),
            ),
          ),
        ),
      },
    },
  },
});
