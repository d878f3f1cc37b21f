import type { Spool } from '../../src/domain/ports.ts';

/** A message as it was taken from an outbox, with the members that tests look at. */
export interface Taken {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly message?: string;
  readonly executionId?: string;
  readonly payload?: { readonly cpuLoad1?: number; readonly kernel?: string };
}

/** Takes everything that waits. */
export async function takeAll(spool: Spool): Promise<Taken[]> {
  const all: Taken[] = [];
  for (let next = await spool.take(); next; next = await spool.take())
    all.push(JSON.parse(next.text) as Taken);
  return all;
}
