import type { PostInstallOutcome, PostInstallStep } from '@suivi/shared';
import { eventually } from '@suivi/testkit';
import { type Execution, endOf } from './api.ts';
import { call } from './collector.ts';

interface State {
  readonly status: string | null;
  readonly machine: {
    readonly policy: { readonly enabled: boolean; readonly kinds: readonly string[] };
    readonly settings: PostInstallOutcome['settings'];
  } | null;
}

/** How a run on profiles has ended. */
export interface ProfileEnd extends Execution {
  readonly result: { readonly errorMessage: string | null; readonly postInstall?: PostInstallOutcome };
}

/** A post-install profile of one machine alone, over the API. */
export interface Profile {
  state(): Promise<State>;
  untilStatus(status: string): Promise<unknown>;
  /** Says what the machine is to be like from now on. */
  declare(steps: readonly PostInstallStep[]): Promise<void>;
  /** Asks for a run and gives its execution's id. */
  begin(what: 'check' | 'apply'): Promise<string>;
  end(executionId: string): Promise<ProfileEnd>;
  /** Asks for a run of what is declared now, and waits for its end. */
  run(what: 'check' | 'apply'): Promise<ProfileEnd>;
  /** Declares it and applies it; throws with what went wrong unless that ends well. */
  bring(steps: readonly PostInstallStep[]): Promise<ProfileEnd>;
}

/** Makes a profile without steps and assigns it to the machine. */
export async function createProfile({ url, id }: { url: string; id: string }): Promise<Profile> {
  const all = '/api/post-install/profiles';
  const path = `/api/machines/${id}/post-install`;
  const made = await call<{ id: string }>(url, 'POST', all, { name: `of ${id}`, steps: [] });
  await call(url, 'PUT', `${all}/${made.id}/assignments`, { machineIds: [id], tags: [] });
  let version = 1;
  const profile: Profile = {
    state: () => call<State>(url, 'GET', path),
    untilStatus: (status) =>
      eventually(async () => (await profile.state()).status === status, {
        what: `the status ${status}`,
        timeoutMs: 30_000,
      }),
    async declare(steps) {
      await call(url, 'POST', `${all}/${made.id}/versions`, { basedOn: version, steps });
      version += 1;
    },
    async begin(what) {
      const body = what === 'apply' ? { plan: 'current' } : {};
      return (await call<{ executionId: string }>(url, 'POST', `${path}/${what}`, body)).executionId;
    },
    async end(executionId) {
      const end = await endOf(url, executionId, 120_000);
      return { ...end, result: JSON.parse(end.resultJson!) };
    },
    run: async (what) => profile.end(await profile.begin(what)),
    async bring(steps) {
      await profile.declare(steps);
      const end = await profile.run('apply');
      if (end.status !== 'ok') throw new Error(`${end.errorKind}: ${end.result.errorMessage}`);
      return end;
    },
  };
  return profile;
}
