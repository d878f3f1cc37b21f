import type { Static } from 'typebox';
import * as Type from 'typebox';
import { PlanStep } from './plan.ts';
import { ProfileContents } from './post-install/profile.ts';
import { ImageDigest, StackName, StackService } from './report/docker.ts';
import { PackageName, Text } from './scalars.ts';
import type { Action } from './vocabulary.ts';

const Architecture = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,30}$' });
/** A version as Debian policy 5.6.12 has it. */
const Version = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9.+:~-]{0,254}$' });
/** The name of a systemd service, with its suffix. */
const ServiceName = Type.String({ pattern: '^[A-Za-z0-9:_.@\\\\-]{1,240}\\.service$' });

const MOST_PACKAGES = 2000;

/** A package at the version that it is to have. */
export const PackageVersion = Type.Object({ name: PackageName, arch: Architecture, version: Version });
export type PackageVersion = Static<typeof PackageVersion>;

/** An installed package; without an architecture the machine's own. */
export const PackageTarget = Type.Object({ name: PackageName, arch: Type.Optional(Architecture) });
export type PackageTarget = Static<typeof PackageTarget>;

/** The approved plan, so that the machine can say how its own one differs. Left out where it is not known or too long. */
const plan = Type.Optional(Type.Array(PlanStep));
/** Whether a plan that nobody has seen may remove packages. */
const allowRemovals = Type.Optional(Type.Boolean());

const MOST_SERVICES = 200;

/** A service with the image that was approved for it. */
const ApprovedImage = Type.Object({ service: StackService, image: Text(1000), digest: ImageDigest });
export type ApprovedImage = Static<typeof ApprovedImage>;

const Nothing = Type.Object({});
const Planned = Type.Object({ plan });
const PlannedWithRemovals = Type.Object({ plan, allowRemovals });
const Targets = Type.Object({
  packages: Type.Array(PackageTarget, { minItems: 1, maxItems: MOST_PACKAGES }),
});

/** The schema of each action's parameters in a job. Members that a release does not know are ignored. */
export const ACTION_PARAMETERS = {
  apt_refresh: Nothing,
  apt_upgrade: Planned,
  apt_full_upgrade: PlannedWithRemovals,
  apt_security_upgrade: PlannedWithRemovals,
  apt_upgrade_selected: Type.Object({
    packages: Type.Array(PackageVersion, { minItems: 1, maxItems: MOST_PACKAGES }),
    plan,
    allowRemovals,
  }),
  apt_autoremove: PlannedWithRemovals,
  apt_clean: Nothing,
  apt_repair: PlannedWithRemovals,
  apt_hold: Targets,
  apt_unhold: Targets,
  services_restart: Type.Object({
    /** Which of the services that need it; all of them when it is left out. */
    services: Type.Optional(Type.Array(ServiceName, { minItems: 1, maxItems: 200 })),
  }),
  docker_inventory: Nothing,
  docker_stack_pull: Type.Object({ stack: StackName }),
  docker_stack_update: Type.Object({
    stack: StackName,
    /** The images that were approved, by what the registry called them then; whatever is current when it is left out. */
    images: Type.Optional(Type.Array(ApprovedImage, { minItems: 1, maxItems: MOST_SERVICES })),
    /** For how long a new container may take to be healthy. */
    healthSeconds: Type.Optional(Type.Integer({ minimum: 5, maximum: 3600 })),
  }),
  docker_prune: Type.Object({
    /** Whether to remove every image that no container uses, and not only those without a name. */
    allImages: Type.Optional(Type.Boolean()),
  }),
  reboot: Nothing,
  hardware_probe: Nothing,
  guests_inventory: Nothing,
  /** The profiles that apply to the machine, in their order. Without any, what was applied before is looked at. */
  post_install_check: Type.Object({ profiles: Type.Optional(ProfileContents) }),
  post_install_apply: Type.Object({
    profiles: ProfileContents,
    /** Whether to go on where nobody might be able to sign in afterwards. */
    force: Type.Optional(Type.Boolean()),
  }),
} as const satisfies Record<Action, Type.TSchema>;

/** What one action takes. */
export type ActionParameters<A extends Action> = Static<(typeof ACTION_PARAMETERS)[A]>;
