import type { Static } from 'typebox';
import * as Type from 'typebox';
import { PackageName } from '../scalars.ts';

/**
 * The closed vocabulary of post-install profiles. A value is never a command, a path of the file system or a piece of a
 * configuration file: each has a pattern of its own, and none lets a line end, a quote, a space that is not meant or a
 * leading dash through. Unlike elsewhere, members that a release does not know are refused, not ignored: a machine that
 * applied a step without them would not be what was declared.
 */
const strict = <P extends Type.TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const matching = (pattern: string, maxLength = 255) => Type.String({ pattern, maxLength });

const HOST = '[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?';
/** A name or an IPv4 address, or an IPv6 address. */
const ServerName = matching(`^(${HOST}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+)$`);
/** Without a user and a password: what a profile says is readable by many. */
const ProxyUrl = matching(`^https?://(${HOST}|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?/?$`, 300);
const Zone = matching('^[A-Za-z][A-Za-z0-9_+-]{0,30}(/[A-Za-z0-9][A-Za-z0-9_+-]{0,30}){0,2}$', 100);
const HostName = matching(
  '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){0,4}$',
  64,
);
const Clock = matching('^([01][0-9]|2[0-3]):[0-5][0-9]$', 5);
/** The name of an account; never an option. */
const UserName = matching('^[a-z_][a-z0-9_-]{0,31}$', 32);
/** A public key as `ssh-keygen` writes it, without options before it. */
const PublicKey = matching(
  '^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\\.com|sk-ecdsa-sha2-nistp256@openssh\\.com)' +
    ' AAAA[A-Za-z0-9+/]{32,2000}={0,2}( [A-Za-z0-9@._+-]{1,100})?$',
  2300,
);

/** Kernel settings that take a number or a word. Those by which the kernel runs a program as root are not among them. */
const SYSCTL_KEYS = [
  'net\\.[a-z0-9_]+(\\.[A-Za-z0-9_-]+){1,5}',
  'vm\\.[a-z0-9_]+',
  'fs\\.(file-max|nr_open|aio-max-nr|suid_dumpable|protected_[a-z]+|inotify\\.[a-z_]+)',
  'kernel\\.(panic|panic_on_oops|sysrq|pid_max|threads-max|dmesg_restrict|kptr_restrict|perf_event_paranoid' +
    '|unprivileged_bpf_disabled|unprivileged_userns_clone|randomize_va_space|numa_balancing|shmmax|shmall|shmmni' +
    '|msgmax|msgmnb|sem|yama\\.ptrace_scope|keys\\.[a-z_]+)',
];
const SysctlKey = matching(`^(${SYSCTL_KEYS.join('|')})$`, 200);
/** Numbers or a word, with one space between: `1`, `4096 87380 6291456`, `fq_codel`. */
const SysctlValue = matching('^-?[A-Za-z0-9_]+( -?[A-Za-z0-9_]+){0,7}$', 100);

const yesNo = Type.Enum(['yes', 'no']);
const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });
/** What may be set of sshd, each with the values that it may have. */
const SSHD_SETTINGS = {
  PermitRootLogin: Type.Optional(Type.Enum(['yes', 'no', 'prohibit-password'])),
  PasswordAuthentication: Type.Optional(yesNo),
  KbdInteractiveAuthentication: Type.Optional(yesNo),
  X11Forwarding: Type.Optional(yesNo),
  AllowAgentForwarding: Type.Optional(yesNo),
  AllowTcpForwarding: Type.Optional(Type.Enum(['yes', 'no', 'local', 'remote'])),
  MaxAuthTries: Type.Optional(whole(1, 20)),
  LoginGraceTime: Type.Optional(whole(10, 600)),
  ClientAliveInterval: Type.Optional(whole(0, 86_400)),
  ClientAliveCountMax: Type.Optional(whole(0, 100)),
  LogLevel: Type.Optional(Type.Enum(['INFO', 'VERBOSE', 'ERROR'])),
};

const PackageNames = Type.Array(PackageName, { maxItems: 200 });

/** What each kind of step says, in the order in which kinds are applied: apt can fetch before packages come, and keys are there before sshd changes. */
export const POST_INSTALL_STEPS = {
  apt_proxy: Type.Union([
    strict({ kind: Type.Literal('apt_proxy'), mode: Type.Literal('direct') }),
    strict({ kind: Type.Literal('apt_proxy'), mode: Type.Literal('proxy'), url: ProxyUrl }),
  ]),
  packages: strict({ kind: Type.Literal('packages'), present: PackageNames, absent: PackageNames }),
  unattended_upgrades: strict({
    kind: Type.Literal('unattended_upgrades'),
    enabled: Type.Boolean(),
    automaticReboot: Type.Boolean(),
    /** When it may restart the machine, by the machine's clock. */
    rebootTime: Type.Optional(Clock),
  }),
  timezone: strict({ kind: Type.Literal('timezone'), zone: Zone }),
  hostname: strict({ kind: Type.Literal('hostname'), name: HostName }),
  ntp: strict({
    kind: Type.Literal('ntp'),
    servers: Type.Array(ServerName, { minItems: 1, maxItems: 8 }),
  }),
  sysctl: strict({
    kind: Type.Literal('sysctl'),
    settings: Type.Array(strict({ key: SysctlKey, value: SysctlValue }), { minItems: 1, maxItems: 100 }),
  }),
  swap: strict({
    kind: Type.Literal('swap'),
    /** Of the swap file of ours. */
    sizeMiB: whole(64, 65_536),
  }),
  authorized_keys: strict({
    kind: Type.Literal('authorized_keys'),
    user: UserName,
    keys: Type.Array(PublicKey, { minItems: 1, maxItems: 50 }),
  }),
  sshd: strict({ kind: Type.Literal('sshd'), ...SSHD_SETTINGS }),
} as const;

export type PostInstallKind = keyof typeof POST_INSTALL_STEPS;
export const PostInstallKind = Type.Enum(Object.keys(POST_INSTALL_STEPS) as PostInstallKind[]);

/** One step of a profile. */
export type PostInstallStep = {
  [K in PostInstallKind]: Static<(typeof POST_INSTALL_STEPS)[K]>;
}[PostInstallKind];
export const PostInstallStep = Type.Unsafe<PostInstallStep>(Type.Union(Object.values(POST_INSTALL_STEPS)));

export const PostInstallSteps = Type.Array(PostInstallStep, { maxItems: 100 });
