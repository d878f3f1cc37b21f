import { mergeProfiles, type PostInstallSnapshot, type RunResult } from '@suivi/shared';
import Type from 'typebox';
import { isSame, type PostInstallStatus, type WantedProfile } from '../domain/post-install.ts';
import type { ExecutionRow } from '../domain/rows.ts';
import { IdempotencyHeaders, PlanHash } from './action-body.ts';
import { AskedJob, askOne } from './ask-one.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { findMachine } from './machines.ts';
import { IdParams } from './paging.ts';
import { MachinePostInstall } from './shape/post-install.ts';

const tags = ['post-install'];
const reason = Type.Optional(Type.String({ maxLength: 1000 }));

type Deps = Pick<AppDeps, 'query' | 'jobs' | 'postInstall'>;

/** /api/machines/:id/post-install: how a machine stands to its profiles, the dry run, and the application. */
export function postInstall(api: Api, deps: Deps): void {
  api.get(
    '/api/machines/:id/post-install',
    {
      config: { scope: 'machines:read' },
      schema: {
        summary: 'How a machine stands to its post-install profiles',
        description:
          'status: ok | drifted | pending (the profiles are not applied as they are now) | running | error (the last application failed).',
        tags,
        params: IdParams,
        response: { 200: MachinePostInstall },
      },
    },
    async ({ params: { id } }) => {
      const { state } = await findMachine(deps, id);
      const wanted = await deps.postInstall.wanted(id);
      const { settings, overridden } = mergeProfiles(wanted);
      const row = await deps.query.latestSnapshot(id, 'post_install');
      const snapshot = row && (JSON.parse(row.payloadJson) as PostInstallSnapshot);
      return {
        status: (state?.postInstallStatus ?? null) as PostInstallStatus | null,
        profiles: wanted.map(({ steps: _, byTags, ...shown }) => ({ ...shown, byTags: [...byTags] })),
        settings: [...settings],
        overridden: [...overridden],
        machine: snapshot && {
          checkedAt: row.lastConfirmedAt ?? row.checkedAt,
          policy: snapshot.policy,
          applied: snapshot.applied,
          rootCheckedAt: snapshot.rootCheckedAt,
          settings: snapshot.settings,
        },
        lastCheck: await lastRun(deps, id, 'post_install_check', wanted),
        lastApply: await lastRun(deps, id, 'post_install_apply', wanted),
      };
    },
  );

  api.post(
    '/api/machines/:id/post-install/check',
    {
      config: { scope: 'actions:run' },
      schema: {
        summary: 'Dry run: what would the profiles change?',
        description:
          'A run that changes nothing. Its result has postInstall.rendered, the exact commands and files, and postInstall.planHash, by which exactly that is applied.',
        tags,
        params: IdParams,
        headers: IdempotencyHeaders,
        body: Type.Optional(Type.Object({ reason }, { additionalProperties: false })),
        response: { 202: AskedJob },
      },
    },
    async (request, reply) => {
      const { machine } = await findMachine(deps, request.params.id);
      const asked = await askOne(deps, request, {
        machineId: machine.id,
        action: 'post_install_check',
        parameters: { profiles: contents(await deps.postInstall.wanted(machine.id)) },
        plans: null,
        reason: request.body?.reason ?? null,
        expiresAt: null,
      });
      return reply.code(202).send(asked);
    },
  );

  api.post(
    '/api/machines/:id/post-install/apply',
    {
      config: { scope: 'actions:run' },
      schema: {
        summary: 'Apply the profiles of a machine',
        description:
          'With the planHash of a dry run exactly that is done, or refused when it would be something else by now; plan: "current" does whatever is between. ' +
          'force goes on where nobody might be able to sign in over SSH afterwards. The policy of the machine has the last word.',
        tags,
        params: IdParams,
        headers: IdempotencyHeaders,
        body: Type.Object(
          {
            planHash: Type.Optional(PlanHash),
            plan: Type.Optional(Type.Literal('current')),
            force: Type.Optional(Type.Boolean()),
            reason,
          },
          { additionalProperties: false },
        ),
        response: { 202: AskedJob },
      },
    },
    async (request, reply) => {
      const { planHash, plan, force } = request.body;
      if (planHash !== undefined && plan) throw new ApiError('plan_ambiguous');
      if (planHash === undefined && !plan)
        throw new ApiError(
          'plan_missing',
          'Give the planHash of a dry run (POST /api/machines/:id/post-install/check), or plan: "current".',
        );
      const { machine } = await findMachine(deps, request.params.id);
      const profiles = contents(await deps.postInstall.wanted(machine.id));
      const asked = await askOne(deps, request, {
        machineId: machine.id,
        action: 'post_install_apply',
        parameters: { profiles, ...(force && { force }) },
        plans: planHash === undefined ? 'current' : new Map([[machine.id, planHash]]),
        reason: request.body.reason ?? null,
        expiresAt: null,
      });
      return reply.code(202).send(asked);
    },
  );
}

const contents = (wanted: readonly WantedProfile[]) =>
  wanted.map(({ id, name, version, steps }) => ({ id, name, version, steps: [...steps] }));

/** The last run of an action, with what it found where it came so far. */
async function lastRun(
  { query }: Pick<Deps, 'query'>,
  machineId: string,
  action: 'post_install_check' | 'post_install_apply',
  wanted: readonly WantedProfile[],
) {
  const { items } = await query.executions({ machineId, action }, { limit: 1, after: undefined });
  const [row] = items;
  return row ? showRun(row, wanted) : null;
}

function showRun(row: ExecutionRow, wanted: readonly WantedProfile[]) {
  const { id, status, startedAt, finishedAt, errorKind, errorMessage, resultJson } = row;
  const outcome = resultJson === null ? null : ((JSON.parse(resultJson) as RunResult).postInstall ?? null);
  return {
    executionId: id,
    status,
    startedAt,
    finishedAt,
    errorKind,
    errorMessage,
    isCurrent: outcome !== null && isSame(wanted, outcome.profiles),
    outcome,
  };
}
