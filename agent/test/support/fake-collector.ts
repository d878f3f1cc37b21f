import { type DurableMessage, type Job, type RunResult, sha256Hex } from '@suivi/shared';
import type { FromCollector, ToTest } from './journal-channel.ts';

/** A collector in memory that keeps the rules of PROTOCOL.md: what it has acknowledged it never forgets. */
export class FakeCollector {
  readonly jobs: Job[] = [];
  readonly accepted = new Set<string>();
  readonly logs = new Map<string, Buffer>();
  readonly started = new Map<string, number>();
  readonly results = new Map<string, RunResult>();
  readonly events: string[] = [];
  readonly problems: string[] = [];

  /** Answers one message of the agent. */
  answer(message: ToTest): FromCollector[] {
    switch (message.type) {
      case 'journal':
        return this.#compare(message.jobs.map(({ executionId, jobId }) => ({ executionId, jobId })));
      case 'answer':
        if (message.answer === 'accepted') this.accepted.add(message.jobId);
        else this.problems.push(`${message.jobId}: ${message.answer.code}`);
        return [];
      case 'chunk':
        return [this.#append(message)];
      case 'message':
        return this.#store(JSON.parse(message.text) as DurableMessage);
    }
  }

  #compare(known: { executionId: string; jobId: string }[]): FromCollector[] {
    const lost = this.jobs.filter(
      ({ order }) =>
        !known.some(({ jobId }) => jobId === order.jobId) && !this.results.has(order.executionId),
    );
    for (const { order } of lost)
      if (this.accepted.has(order.jobId)) this.problems.push(`${order.jobId}: accepted and then forgotten`);
    return [
      ...lost.map((job): FromCollector => ({ type: 'job', job })),
      ...known.map(
        ({ executionId }): FromCollector => ({
          type: 'log_ack',
          executionId,
          offset: this.#held(executionId).length,
        }),
      ),
    ];
  }

  #held(executionId: string): Buffer {
    return this.logs.get(executionId) ?? Buffer.alloc(0);
  }

  #append({ executionId, offset, bytes }: Extract<ToTest, { type: 'chunk' }>): FromCollector {
    const held = this.#held(executionId);
    const chunk = Buffer.from(bytes);
    const overlap = held.subarray(offset, offset + chunk.length);
    if (!chunk.subarray(0, overlap.length).equals(overlap))
      this.problems.push(`${executionId}: the log at ${offset} changed`);
    if (offset <= held.length)
      this.logs.set(executionId, Buffer.concat([held, chunk.subarray(Math.max(0, held.length - offset))]));
    return { type: 'log_ack', executionId, offset: this.#held(executionId).length };
  }

  #store(message: DurableMessage): FromCollector[] {
    const ack: FromCollector = { type: 'ack', ids: [message.id] };
    if (message.type === 'event') this.events.push(message.eventType);
    if (message.type === 'execution_started')
      this.started.set(message.executionId, (this.started.get(message.executionId) ?? 0) + 1);
    if (message.type !== 'execution_finished') return [ack];
    const { result } = message;
    const held = this.#held(result.executionId);
    if (result.log.bytes !== held.length || result.log.sha256 !== sha256Hex(held))
      this.problems.push(`${result.executionId}: the log does not agree with its description`);
    const before = this.results.get(result.executionId);
    if (before && JSON.stringify(before) !== JSON.stringify(result))
      this.problems.push(`${result.executionId}: two different results`);
    if (!this.started.has(result.executionId))
      this.problems.push(`${result.executionId}: ended before its start`);
    this.results.set(result.executionId, result);
    return [ack];
  }
}
