import type { PostInstallKind, PostInstallStep } from '@suivi/shared';

/** How one member of a step is filled in. `lines`: one a line. `pairs`: `key = value`, one a line. */
export interface StepField {
  readonly name: string;
  readonly as: 'text' | 'lines' | 'pairs' | 'number' | 'flag' | 'choice';
  readonly choices?: readonly string[];
  /** May be left empty, and is then left out. */
  readonly optional?: boolean;
}

type StepOf<K extends PostInstallKind> = Extract<PostInstallStep, { kind: K }>;
/** The members of a step, also those that only some of its forms have. */
type MemberOf<S> = S extends unknown ? Exclude<keyof S, 'kind'> : never;
type ValueOf<S, M extends PropertyKey> = S extends unknown ? (M extends keyof S ? S[M] : undefined) : never;
type WayOf<V> = [V] extends [readonly string[]]
  ? { as: 'lines' }
  : [V] extends [number]
    ? { as: 'number' }
    : [V] extends [boolean]
      ? { as: 'flag' }
      : [V] extends [string]
        ? string extends V
          ? { as: 'text' }
          : { as: 'choice'; choices: readonly (V | '')[] }
        : { as: 'pairs' };
type FieldOf<V> = WayOf<Exclude<V, undefined>> & (undefined extends V ? { optional: true } : unknown);

/** For each kind a field for every member that the schema has: what is missing there or of another type does not compile. */
type Forms = {
  readonly [K in PostInstallKind]: {
    readonly [M in MemberOf<StepOf<K>>]: FieldOf<ValueOf<StepOf<K>, M>>;
  };
};

const number = { as: 'number', optional: true } as const;
const choice = <const C extends string>(...choices: C[]) =>
  ({ as: 'choice', choices: ['', ...choices], optional: true }) as const;

const FORMS: Forms = {
  packages: { present: { as: 'lines' }, absent: { as: 'lines' } },
  apt_proxy: {
    mode: { as: 'choice', choices: ['direct', 'proxy'] },
    url: { as: 'text', optional: true },
  },
  unattended_upgrades: {
    enabled: { as: 'flag' },
    automaticReboot: { as: 'flag' },
    rebootTime: { as: 'text', optional: true },
  },
  timezone: { zone: { as: 'text' } },
  hostname: { name: { as: 'text' } },
  ntp: { servers: { as: 'lines' } },
  sysctl: { settings: { as: 'pairs' } },
  swap: { sizeMiB: { as: 'number' } },
  authorized_keys: { user: { as: 'text' }, keys: { as: 'lines' } },
  sshd: {
    PermitRootLogin: choice('yes', 'prohibit-password', 'no'),
    PasswordAuthentication: choice('yes', 'no'),
    KbdInteractiveAuthentication: choice('yes', 'no'),
    X11Forwarding: choice('yes', 'no'),
    AllowAgentForwarding: choice('yes', 'no'),
    AllowTcpForwarding: choice('yes', 'local', 'remote', 'no'),
    LogLevel: choice('INFO', 'VERBOSE', 'ERROR'),
    MaxAuthTries: number,
    LoginGraceTime: number,
    ClientAliveInterval: number,
    ClientAliveCountMax: number,
  },
};

export const STEP_KINDS = Object.keys(FORMS) as PostInstallKind[];

const FIELDS: ReadonlyMap<string, readonly StepField[]> = new Map(
  Object.entries(FORMS).map(([kind, fields]) => [
    kind,
    Object.entries(fields).map(([name, field]) => ({ name, ...field })),
  ]),
);

/** The form of a kind of step, in the order in which its fields are shown. */
export const fieldsOf = (kind: PostInstallKind): readonly StepField[] => FIELDS.get(kind) ?? [];
