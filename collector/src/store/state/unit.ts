import { v7 as uuid } from 'uuid';
import { SYSTEM } from '../../domain/actor.ts';
import type { ArtifactRow, ReportRow } from '../../domain/archive.ts';
import type { Failure } from '../../domain/failures.ts';
import type { EventRow, MachineRow, MachineStateRow } from '../../domain/rows.ts';
import { anyOf } from '../database/dialect.ts';
import { together } from '../database/together.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import type { ExecutionsTable, JobsTable } from '../tables.ts';
import {
  deriveAptState,
  type MachineState,
  type NewEvent,
  newState,
  type StateFields,
} from './machine-state.ts';
import * as statements from './statements.ts';

/** What may be set of a machine beside its status, which follows its state. */
export type MachineFields = Partial<Omit<MachineRow, 'id' | 'name' | 'status' | 'createdAt' | 'updatedAt'>>;

/**
 * Some machines with their states, read once in a transaction, changed in memory and written together at its end.
 * What is written does not depend on how many messages asked for it.
 */
export class Unit {
  readonly tx: WriteTransaction;
  /** The collector's time that everything made from now on carries. */
  at: string;
  readonly machines: ReadonlyMap<string, MachineRow>;
  readonly machineState: MachineState = {
    deriveAptState,
    upsertMachineState: (machineId, fields) => this.#upsertMachineState(machineId, fields),
    recordEvent: (event) => this.#recordEvent(event),
  };
  readonly executions = new Map<string, ExecutionsTable>();
  readonly jobs = new Map<string, JobsTable>();
  /** Of each machine, the failures for which no later success has made up, the newest first. */
  readonly failures = new Map<string, readonly Failure[]>();
  readonly reports: ReportRow[] = [];
  readonly artifacts: ArtifactRow[] = [];
  readonly #states: Map<string, MachineStateRow>;
  readonly #events: EventRow[] = [];
  readonly #touched = new Set<string>();
  readonly #changedMachines = new Set<MachineRow>();
  readonly #describedMachines = new Set<MachineRow>();
  readonly #changedStates = new Set<MachineStateRow>();
  readonly #changedExecutions = new Set<ExecutionsTable>();
  readonly #changedJobs = new Set<JobsTable>();

  private constructor(
    tx: WriteTransaction,
    at: string,
    machines: readonly MachineRow[],
    states: readonly MachineStateRow[],
  ) {
    this.tx = tx;
    this.at = at;
    this.machines = new Map(machines.map((machine) => [machine.id, machine]));
    this.#states = new Map(states.map((state) => [state.machineId, state]));
  }

  /** Reads the machines that there are among these, and their states. */
  static async of(tx: WriteTransaction, at: string, machineIds: Iterable<string>): Promise<Unit> {
    const ids = anyOf(tx.dialect, machineIds);
    const machines = tx.db.selectFrom('machines').select(statements.MACHINE_COLUMNS).where('id', 'in', ids);
    const states = tx.db.selectFrom('machineState').selectAll().where('machineId', 'in', ids);
    return new Unit(tx, at, ...(await together([machines.execute(), states.execute()])));
  }

  /** The state of a machine; that of one of which nothing is known yet when there is no row. */
  state(machineId: string): Readonly<MachineStateRow> {
    return this.#states.get(machineId) ?? newState(machineId, this.at);
  }

  #upsertMachineState(machineId: string, fields: StateFields): void {
    const state = Object.assign(this.#states.get(machineId) ?? newState(machineId, this.at), fields, {
      updatedAt: this.at,
    });
    this.#states.set(machineId, state);
    this.#changedStates.add(state);
    if (this.machines.get(machineId)?.status !== state.status)
      this.#change(machineId, { status: state.status });
  }

  #recordEvent({ payload, ...event }: NewEvent): EventRow {
    const id = event.id ?? uuid();
    const row: EventRow = {
      ...SYSTEM,
      snapshotId: null,
      executionId: null,
      jobId: null,
      message: null,
      ...event,
      id,
      seq: this.tx.record({ type: 'event', machineId: event.machineId, refId: id }),
      createdAt: this.at,
      payloadJson: payload === undefined ? null : JSON.stringify(payload),
    };
    this.#events.push(row);
    return row;
  }

  updateMachine(machineId: string, fields: Pick<MachineFields, 'lastCheckedAt' | 'lastSeenAt'>): void {
    this.#change(machineId, fields);
  }

  describeMachine(machineId: string, fields: MachineFields): void {
    this.#describedMachines.add(this.#change(machineId, fields));
  }

  saveExecution(execution: ExecutionsTable): void {
    this.executions.set(execution.id, execution);
    this.#changedExecutions.add(execution);
  }

  updateJob(
    job: JobsTable,
    fields: Partial<Pick<JobsTable, 'status' | 'sentAt' | 'finishedAt' | 'outcome'>>,
  ): void {
    this.#changedJobs.add(Object.assign(job, fields));
  }

  /** Lets clients know, once a transaction, that the machine looks different. */
  touch(machineId: string): void {
    this.#touched.add(machineId);
  }

  /** Writes everything. */
  async flush(): Promise<void> {
    for (const machineId of this.#touched) this.tx.record({ type: 'machine', machineId, refId: machineId });
    await together([
      statements.updateMachineStatus.run(this.tx, [...this.#changedMachines]),
      statements.updateMachineDescription.run(this.tx, [...this.#describedMachines]),
      statements.upsertStates.run(this.tx, [...this.#changedStates]),
      statements.upsertExecutions.run(this.tx, [...this.#changedExecutions]),
      statements.updateJobs.run(this.tx, [...this.#changedJobs]),
      statements.upsertReports.run(this.tx, this.reports),
      statements.upsertArtifacts.run(this.tx, this.artifacts),
      statements.insertEvents.run(this.tx, this.#events),
    ]);
  }

  #change(machineId: string, fields: Partial<MachineRow>): MachineRow {
    const machine = this.machines.get(machineId);
    if (!machine) throw new RangeError(`no machine ${machineId} in this unit`);
    this.#changedMachines.add(Object.assign(machine, fields, { updatedAt: this.at }));
    return machine;
  }
}
