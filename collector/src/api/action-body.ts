import {
  ACTION_PARAMETERS,
  Action,
  IsoTime,
  isPlanned,
  Nullable,
  PackageTarget,
  PackageVersion,
  Sha256,
  StackName,
  valuesOf,
} from '@suivi/shared';
import Type, { type Static, type TObject } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { ApiError } from './errors.ts';
import { fieldErrors } from './field-errors.ts';
import { RequestId } from './paging.ts';

/** The packages of an action, as loose as any action takes them; what the one at hand takes is checked by `parametersOf`. */
export const Packages = Type.Array(
  Type.Object(
    { ...PackageTarget.properties, version: Type.Optional(PackageVersion.properties.version) },
    { additionalProperties: false },
  ),
  {
    ...limitsOf(ACTION_PARAMETERS.apt_upgrade_selected.properties.packages),
    description:
      'For apt_upgrade_selected: name, arch and version of each, as in the plan. For apt_hold and apt_unhold: name and, if need be, arch.',
  },
);

/** What is asked for by routes of its own, which say what it works on. */
const APART = ['post_install_check', 'post_install_apply'] as const satisfies readonly Action[];
type Apart = (typeof APART)[number];
const isGeneral = (action: Action): action is Exclude<Action, Apart> =>
  !(APART as readonly Action[]).includes(action);

/** What every request for an action says, whichever machines it asks. */
export const wish = {
  action: Type.Enum(valuesOf(Action).filter(isGeneral)),
  packages: Type.Optional(Packages),
  services: Type.Optional({
    ...ACTION_PARAMETERS.services_restart.properties.services,
    description: 'For services_restart: which ones; all that need it when left out.',
  }),
  stack: Type.Optional({ ...StackName, description: 'For docker_stack_pull and docker_stack_update.' }),
  images: Type.Optional({
    ...ACTION_PARAMETERS.docker_stack_update.properties.images,
    description:
      'For docker_stack_update: the services and digests that were approved. Instead of them `plan` may be `current`.',
  }),
  healthSeconds: Type.Optional({
    ...ACTION_PARAMETERS.docker_stack_update.properties.healthSeconds,
    description:
      'For docker_stack_update: for how long new containers may take to be healthy; 300 unless said.',
  }),
  allImages: Type.Optional({
    ...ACTION_PARAMETERS.docker_prune.properties.allImages,
    description: 'For docker_prune: every image that no container uses, and not only those without a name.',
  }),
  plan: Type.Optional(
    Type.Literal('current', { description: 'Run whatever the plan is when the job begins.' }),
  ),
  allowRemovals: Type.Optional(
    Type.Boolean({ description: 'Whether the current plan may remove packages; not unless said.' }),
  ),
  reason: Type.Optional(
    Nullable(Type.String({ maxLength: 1000, description: 'For the people who read the timeline.' })),
  ),
  expiresAt: Type.Optional(Nullable(IsoTime)),
};

/** The hash of a plan that a person has approved. */
export const PlanHash = { ...Sha256, description: 'The planHash of the plan that was approved.' };

/** The header by which a client asks again for the same thing. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(RequestId),
});

type Given = Omit<Static<TObject<typeof wish>>, 'plan' | 'reason' | 'expiresAt'>;

/** The parameters of a job. Throws validation_failed where they are not what the action takes. */
export function parametersOf({
  action,
  packages,
  services,
  allowRemovals,
  stack,
  images,
  healthSeconds,
  allImages,
}: Given): Record<string, unknown> {
  const parameters = {
    ...(packages && { packages }),
    ...(services && { services }),
    ...(allowRemovals && { allowRemovals }),
    ...(stack !== undefined && { stack }),
    ...(images && { images }),
    ...(healthSeconds !== undefined && { healthSeconds }),
    ...(allImages && { allImages }),
  };
  const validator = STRICT.get(action);
  if (!validator?.Check(parameters))
    throw new ApiError('validation_failed', `These are not the parameters of ${action}.`, {
      fields: fieldErrors('body', validator?.Errors(parameters) ?? []),
    });
  return parameters;
}

/**
 * Checks that exactly what the action needs is said of its plan: a hash, or `current`, or nothing where it runs none.
 * Throws plan_missing, plan_ambiguous, removals_not_allowed or validation_failed.
 */
export function checkPlan(
  {
    action,
    plan,
    allowRemovals,
    images,
  }: Pick<Static<TObject<typeof wish>>, 'action' | 'plan' | 'allowRemovals' | 'images'>,
  approved: { readonly field: string; readonly isGiven: boolean },
): void {
  if (action === 'docker_stack_update' && !approved.isGiven) return checkImages(images, plan);
  if (!isPlanned(action)) {
    const field = plan ? 'plan' : approved.isGiven ? approved.field : null;
    if (field === null) return;
    const fields = [{ path: `body.${field}`, message: `has no meaning: ${action} runs no plan` }];
    throw new ApiError('validation_failed', undefined, { fields });
  }
  if (plan && approved.isGiven) throw new ApiError('plan_ambiguous');
  if (!plan && !approved.isGiven) throw new ApiError('plan_missing', `${action} runs a plan.`);
  if (action === 'apt_autoremove' && plan && !allowRemovals)
    throw new ApiError('removals_not_allowed', 'apt_autoremove does nothing but remove packages.');
}

/** What is approved of a stack are its images, by their digests. */
function checkImages(images: unknown, plan: unknown): void {
  if (images && plan) throw new ApiError('plan_ambiguous');
  if (!images && !plan)
    throw new ApiError('plan_missing', 'docker_stack_update needs the images that were approved.');
}

/** What each action takes from a client and nothing else; the approved steps are not theirs to give. */
const STRICT: ReadonlyMap<Action, Validator> = new Map(
  valuesOf(Action).map((action) => {
    const { plan: _, ...properties } = ACTION_PARAMETERS[action].properties as Type.TProperties;
    return [action, Compile(strict(properties))];
  }),
);

function strict(properties: Type.TProperties): TObject {
  const { packages, ...others } = properties;
  if (!packages) return Type.Object(others, { additionalProperties: false });
  const { items } = packages as unknown as { items: TObject };
  const listed = Type.Array(
    Type.Object(items.properties, { additionalProperties: false }),
    limitsOf(packages),
  );
  return Type.Object({ ...others, packages: listed }, { additionalProperties: false });
}

function limitsOf(schema: object): { minItems: number; maxItems: number } {
  const { minItems, maxItems } = schema as { minItems: number; maxItems: number };
  return { minItems, maxItems };
}
