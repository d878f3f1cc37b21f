import { randomUUID } from 'node:crypto';
import { sha256Hex, type ToAgent, type ToCollector } from '@suivi/shared';
import { expect } from 'vitest';
import type { AgentSocket } from '../../support/agent-socket.ts';
import { enrolAgent, type ScriptedAgent } from '../../support/scripted-agent.ts';
import type { Answer, TestCollector } from '../../support/test-collector.ts';

type JournalEntry = ToCollector['journal']['jobs'][number];
export type Asked = Pick<JournalEntry, 'jobId' | 'executionId'>;

/** A machine with its agent connected, and the API's view of its jobs. */
export class Worker {
  readonly agent: ScriptedAgent;
  readonly collector: TestCollector;
  socket: AgentSocket;
  #journal: readonly JournalEntry[] = [];

  private constructor(collector: TestCollector, agent: ScriptedAgent, socket: AgentSocket) {
    this.collector = collector;
    this.agent = agent;
    this.socket = socket;
  }

  static async connect(collector: TestCollector): Promise<Worker> {
    const agent = await enrolAgent(collector);
    return new Worker(collector, agent, await agent.connect(collector));
  }

  async reconnect(): Promise<void> {
    await this.socket.drop();
    this.socket = await this.agent.connect(this.collector);
  }

  /** Tells what the agent knows, each in the same state. */
  journal(state: JournalEntry['state'], ...asked: readonly Asked[]): void {
    this.#journal = asked.map(({ jobId, executionId }) => ({
      jobId,
      executionId,
      action: 'apt_refresh',
      state,
    }));
    this.socket.send({ type: 'journal', jobs: [...this.#journal] });
  }

  /** What was sent until now has been dealt with: the answer to a journal comes in its turn, after everything before. */
  async settled(): Promise<void> {
    const accepted = this.socket.received.flatMap((message): JournalEntry[] =>
      message.type === 'job' ? [{ ...message.job.order, state: 'accepted' }] : [],
    );
    const probe = {
      jobId: randomUUID(),
      executionId: randomUUID(),
      action: 'apt_refresh',
      state: 'finished',
    } as const;
    this.socket.send({ type: 'journal', jobs: [...this.#journal, ...accepted, probe] });
    await this.socket.next('want_execution', ({ executionId }) => executionId === probe.executionId);
  }

  request(body: object = {}): Promise<Answer> {
    const path = `/api/machines/${this.agent.machineId}/actions`;
    return this.collector.call('POST', path, { action: 'apt_refresh', ...body });
  }

  async ask(body?: object): Promise<Asked> {
    const answer = await this.request(body);
    expect(answer.status).toBe(202);
    return answer.body;
  }

  async order(): Promise<ToAgent['job']['job']['order']> {
    return (await this.socket.next('job')).job.order;
  }

  async start(asked: Asked): Promise<void> {
    const { jobId, executionId } = asked;
    this.socket.send(this.agent.speaker.started(1, { jobId, executionId }).message);
    await this.socket.next('ack');
  }

  async finish({ jobId, executionId }: Asked): Promise<void> {
    const log = { bytes: 0, sha256: sha256Hex(''), truncated: false };
    this.socket.send(this.agent.speaker.finished(2, { jobId, executionId }, { log }).message);
    await this.socket.next('ack');
  }

  async job({ jobId }: Asked) {
    return (await this.collector.call('GET', `/api/jobs/${jobId}`)).body;
  }

  async execution({ executionId }: Asked) {
    return (await this.collector.call('GET', `/api/executions/${executionId}`)).body;
  }

  async state() {
    return (await this.collector.call('GET', `/api/machines/${this.agent.machineId}`)).body.state;
  }
}
