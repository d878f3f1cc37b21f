import type { Action, PackageVersion } from '@suivi/shared';
import { eventually } from '@suivi/testkit';
import { call } from './collector.ts';

export interface MachineItem {
  id: string;
  name: string;
  hostname: string;
  status: string;
  statusReasons: { code: string; message: string }[];
  connected: boolean;
  agentVersion: string | null;
  agentUpdate: string | null;
  clockSkewMs: number | null;
  quarantine: { reason: string; of?: string } | null;
  state: { status: string; aptUpdatesCount: number; aptRebootRequired: number };
}

export interface Execution {
  id: string;
  jobId: string;
  status: string;
  finishedAt: string | null;
  errorKind: string | null;
  resultJson: string | null;
}

export interface Event {
  seq: number;
  eventType: string;
  createdAt: string;
  message: string | null;
  executionId: string | null;
  snapshotId: string | null;
}

export interface Analysis {
  id: string;
  checkedAt: string;
  payload: {
    status: string;
    apt: { count: number; packages: { name: string; status: string; security: string }[] };
  };
}

export const machineOf = (url: string, id: string) => call<MachineItem>(url, 'GET', `/api/machines/${id}`);

export const analysisOf = (url: string, id: string) =>
  call<Analysis>(url, 'GET', `/api/machines/${id}/snapshots/latest?kind=apt_update_analyze`);

/** Asks for an action. */
export const requestAction = (
  url: string,
  id: string,
  body: { action: Action; plan?: 'current'; packages?: readonly PackageVersion[] },
) => call<{ jobId: string; executionId: string }>(url, 'POST', `/api/machines/${id}/actions`, body);

/** Asks for a refresh of the lists. */
export const requestRefresh = (url: string, id: string) => requestAction(url, id, { action: 'apt_refresh' });

/** Waits until the execution has ended and gives it. */
export const endOf = (url: string, executionId: string, timeoutMs = 30_000) =>
  eventually(
    async () => {
      const execution = await call<Execution>(url, 'GET', `/api/executions/${executionId}`);
      return execution.finishedAt ? execution : null;
    },
    { what: `the end of execution ${executionId}`, timeoutMs },
  );

/** Waits until the machine is shown so that the test is true. */
export const machineUntil = (
  url: string,
  id: string,
  what: string,
  accept: (machine: MachineItem) => boolean,
) =>
  eventually(
    async () => {
      const machine = await machineOf(url, id);
      return accept(machine) ? machine : null;
    },
    { what, timeoutMs: 30_000 },
  );
