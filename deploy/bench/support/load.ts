import { LIMITS } from '@suivi/shared';
import type { FleetMember } from './fleet.ts';
import { makeReport } from './report.ts';
import { serve } from './serve.ts';
import { SimulatedAgent } from './simulated-agent.ts';

/** Loopback addresses that agents come from, in turn. */
const ADDRESSES = 8;

interface Connect {
  readonly port: number;
  readonly fleet: readonly FleetMember[];
}

/** A report's acknowledgement: when the report went out (milliseconds since 1970), how many after the one before, and how many it took. */
export interface Acknowledged {
  readonly at: number;
  readonly afterMs: number;
  readonly ms: number;
}

const agents: SimulatedAgent[] = [];
const servedAfterMs = new Map<string, number>();
let welcomed: (agent: SimulatedAgent) => void = () => {};
let stored: (id: string) => void = () => {};

/** Calls `act` and resolves once `count` different names have been given to `done`. */
function allOf(count: number, act: (done: (name: string) => void) => void): Promise<void> {
  const named = new Set<string>();
  return new Promise((resolve) => {
    act((name) => {
      named.add(name);
      if (named.size === count) resolve();
    });
  });
}

const tasks = {
  /** Connects a fleet and resolves when all have been welcomed. */
  async connect({ port, fleet }: Connect): Promise<void> {
    await allOf(fleet.length, (done) => {
      welcomed = ({ machineId }) => done(machineId);
      fleet.forEach((member, index) => {
        const agent = new SimulatedAgent({
          member,
          address: `ws://127.0.0.1:${port}/api/agent`,
          from: `127.0.0.${1 + (index % ADDRESSES)}`,
          onWelcome: (one) => welcomed(one),
          onStored: (ids) => {
            for (const id of ids) stored(id);
          },
        });
        agents.push(agent);
        setTimeout(() => agent.connect(), index);
      });
    });
  },

  /** Sends so many reports from each agent, each agent within its window. Gives the milliseconds until all were acknowledged. */
  async flood(each: number): Promise<number> {
    const texts = new Map(
      agents.map(({ machineId }) => [
        machineId,
        Array.from({ length: each }, (_, number) => JSON.stringify(makeReport(machineId, number + 1))),
      ]),
    );
    const sent = new Map<string, number>();
    const sendNext = (agent: SimulatedAgent) => {
      const next = sent.get(agent.machineId) ?? 0;
      sent.set(agent.machineId, next + 1);
      const text = texts.get(agent.machineId)?.[next];
      if (text !== undefined) agent.send(text);
    };
    const byId = new Map(agents.map((agent) => [agent.machineId, agent]));
    const began = performance.now();
    await allOf(agents.length * each, (done) => {
      stored = (id) => {
        done(id);
        sendNext(byId.get(id.slice(0, id.indexOf('.')))!);
      };
      for (const agent of agents) for (let place = 0; place < LIMITS.windowMessages; place++) sendNext(agent);
    });
    return performance.now() - began;
  },

  /** Sends so many reports from each agent, one every so often, and gives how long each acknowledgement took. */
  async paced({
    each,
    everyMs,
    from,
  }: {
    each: number;
    everyMs: number;
    from: number;
  }): Promise<Acknowledged[]> {
    const sent = new Map<string, { at: number; afterMs: number }>();
    const took: Acknowledged[] = [];
    let lastAt = Number.NEGATIVE_INFINITY;
    await allOf(agents.length * each, (done) => {
      stored = (id) => {
        const { at, afterMs } = sent.get(id) ?? { at: Number.NaN, afterMs: 0 };
        took.push({ at: performance.timeOrigin + at, afterMs, ms: performance.now() - at });
        done(id);
      };
      agents.forEach((agent, place) => {
        for (let number = 0; number < each; number++) {
          const report = makeReport(agent.machineId, from + number);
          const text = JSON.stringify(report);
          const after = number * everyMs + (place * everyMs) / agents.length;
          setTimeout(() => {
            const at = performance.now();
            sent.set(report.id, { at, afterMs: at - lastAt });
            lastAt = at;
            agent.send(text);
          }, after);
        }
      });
    });
    return took;
  },

  /** From now on each agent sends one new report after each WELCOME. */
  reportWhenWelcomed(number: number): void {
    const began = performance.now();
    servedAfterMs.clear();
    stored = (id) => {
      if (!servedAfterMs.has(id)) servedAfterMs.set(id, performance.now() - began);
    };
    welcomed = (agent) => agent.send(JSON.stringify(makeReport(agent.machineId, number)));
  },

  /** The milliseconds after which each agent so far had its report acknowledged, in order, and how often agents were sent away for what. */
  served(): { afterMs: number[]; refusals: Record<string, number> } {
    const refusals: Record<string, number> = {};
    for (const code of agents.flatMap((agent) => agent.refusals)) refusals[code] = (refusals[code] ?? 0) + 1;
    return { afterMs: [...servedAfterMs.values()], refusals };
  },
};

export type LoadTasks = typeof tasks;
serve(tasks);
