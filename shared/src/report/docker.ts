import type { Static } from 'typebox';
import * as Type from 'typebox';
import { Count, Id, IsoTime, Nullable, Text } from '../scalars.ts';
import { Status } from '../vocabulary.ts';

/** The digest of an image's manifest or of its content, as engines and registries write it. */
export const ImageDigest = Type.String({ pattern: '^sha256:[0-9a-f]{64}$' });

/** The name of a compose project: what Compose itself allows. */
export const StackName = Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,99}$' });

/** The name of a service in a compose file. */
export const StackService = Type.String({ pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}$' });

/** Why something of the containers could not be read, and what to do about it. */
const Trouble = Type.Object({ code: Text(64), message: Text(1000) });

const DockerContainer = Type.Object({
  name: Text(256),
  /** As the engine says: created, running, paused, restarting, exited, dead. */
  state: Text(32),
  /** Null: the image has no health check. */
  health: Nullable(Type.Enum(['healthy', 'unhealthy', 'starting'])),
});

/** What the machine itself found out from a registry for which root has credentials there. One of the two is null. */
const RegistryAnswer = Type.Object({ digest: Nullable(ImageDigest), problem: Nullable(Trouble) });

/** A service of a stack, or a container of its own: its containers and the image that they run. */
export const DockerService = Type.Object({
  name: Text(256),
  containers: Type.Array(DockerContainer),
  /** As it was configured, e.g. `nginx:1.27`, `registry.example.org/app@sha256:...`, or an image id. */
  image: Text(1000),
  /** The image that the containers run. */
  imageId: ImageDigest,
  /** The image that the name stands for on the machine now; null when it stands for none. Another than `imageId`: pulled and not started. */
  tagImageId: Nullable(ImageDigest),
  /** Under which digests a registry knows the running image, by this name. Empty: built here, or pulled under another name. */
  digests: Type.Array(ImageDigest),
  /** Under which digests a registry knows the image that the name stands for now. */
  tagDigests: Type.Array(ImageDigest),
  /** Whether the name itself holds a digest, so that it always stands for the same image. */
  pinned: Type.Boolean(),
  registry: Type.Optional(RegistryAnswer),
});
export type DockerService = Static<typeof DockerService>;

/** A compose project, by the labels of its containers: those that do not run count as well. */
export const DockerStack = Type.Object({
  name: Text(256),
  workingDir: Nullable(Text(4096)),
  configFiles: Type.Array(Text(4096)),
  /** Why it cannot be updated from here. */
  problem: Nullable(Trouble),
  services: Type.Array(DockerService),
});
export type DockerStack = Static<typeof DockerStack>;

const Freed = Type.Object({ count: Count, bytes: Count });

/** What could be thrown away, and how much room that gives. */
const DockerPrune = Type.Object({
  /** Images without a name that no container uses. */
  dangling: Freed,
  /** All images that no container uses, those without a name included. */
  unused: Freed,
  /** Null: the engine does not tell. */
  buildCache: Nullable(Freed),
});

/** What a machine knows of its containers: kind `docker_inventory`, schema version 1. */
export const DockerInventory = Type.Object({
  machineId: Id,
  /** When the engine was read, or where it was not: when the machine looked. */
  checkedAt: IsoTime,
  status: Status,
  /** `not_allowed`: there is an engine, and the machine's policy does not let it be read. */
  state: Type.Enum(['not_installed', 'not_allowed', 'never_read', 'failed', 'read']),
  problem: Nullable(Trouble),
  engine: Nullable(
    Type.Object({ kind: Type.Enum(['docker', 'podman']), version: Nullable(Text(64)), socket: Text(4096) }),
  ),
  /** With what stacks are updated; null when there is nothing. */
  compose: Nullable(Type.Object({ command: Text(64), version: Nullable(Text(64)) })),
  stacks: Type.Array(DockerStack),
  /** Containers that belong to no stack. */
  others: Type.Array(DockerService),
  /** Null: not known. */
  prune: Nullable(DockerPrune),
});
export type DockerInventory = Static<typeof DockerInventory>;

/** What an action on containers did: a member of a run's outcome. */
export const DockerOutcome = Type.Object({
  stack: Nullable(Text(256)),
  services: Type.Array(
    Type.Object({
      name: Text(256),
      image: Text(1000),
      from: Nullable(ImageDigest),
      to: Nullable(ImageDigest),
      /** `left`: not touched, and `reason` says why. */
      result: Type.Enum(['unchanged', 'pulled', 'updated', 'rolled_back', 'failed', 'left']),
      reason: Nullable(Text(1000)),
    }),
  ),
  /** For `docker_prune`: bytes that were freed. */
  freedBytes: Nullable(Count),
});
export type DockerOutcome = Static<typeof DockerOutcome>;
