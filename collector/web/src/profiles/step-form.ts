import type { PostInstallKind, PostInstallStep } from '@suivi/shared';

/** How one member of a step is filled in. `lines`: one a line. `pairs`: `key = value`, one a line. */
export interface StepField {
  readonly name: string;
  readonly as: 'text' | 'lines' | 'pairs' | 'number' | 'flag' | 'choice';
  readonly choices?: readonly string[];
  /** May be left empty, and is then left out. */
  readonly optional?: boolean;
}

const sshdChoice = (name: string, ...choices: string[]): StepField => ({
  name,
  as: 'choice',
  choices: ['', ...choices],
  optional: true,
});
const sshdNumber = (name: string): StepField => ({ name, as: 'number', optional: true });

/** The form of each kind of step. */
export const STEP_FIELDS: Readonly<Record<PostInstallKind, readonly StepField[]>> = {
  packages: [
    { name: 'present', as: 'lines' },
    { name: 'absent', as: 'lines' },
  ],
  apt_proxy: [
    { name: 'mode', as: 'choice', choices: ['direct', 'proxy'] },
    { name: 'url', as: 'text', optional: true },
  ],
  unattended_upgrades: [
    { name: 'enabled', as: 'flag' },
    { name: 'automaticReboot', as: 'flag' },
    { name: 'rebootTime', as: 'text', optional: true },
  ],
  timezone: [{ name: 'zone', as: 'text' }],
  hostname: [{ name: 'name', as: 'text' }],
  ntp: [{ name: 'servers', as: 'lines' }],
  sysctl: [{ name: 'settings', as: 'pairs' }],
  swap: [{ name: 'sizeMiB', as: 'number' }],
  authorized_keys: [
    { name: 'user', as: 'text' },
    { name: 'keys', as: 'lines' },
  ],
  sshd: [
    sshdChoice('PermitRootLogin', 'yes', 'prohibit-password', 'no'),
    sshdChoice('PasswordAuthentication', 'yes', 'no'),
    sshdChoice('KbdInteractiveAuthentication', 'yes', 'no'),
    sshdChoice('X11Forwarding', 'yes', 'no'),
    sshdChoice('AllowAgentForwarding', 'yes', 'no'),
    sshdChoice('AllowTcpForwarding', 'yes', 'local', 'remote', 'no'),
    sshdChoice('LogLevel', 'INFO', 'VERBOSE', 'ERROR'),
    sshdNumber('MaxAuthTries'),
    sshdNumber('LoginGraceTime'),
    sshdNumber('ClientAliveInterval'),
    sshdNumber('ClientAliveCountMax'),
  ],
};

export const STEP_KINDS = Object.keys(STEP_FIELDS) as PostInstallKind[];

/** A step as it stands in its form: texts alone. */
export interface StepDraft {
  readonly kind: PostInstallKind;
  readonly values: Readonly<Record<string, string>>;
}

export const emptyDraft = (kind: PostInstallKind): StepDraft => ({
  kind,
  values: Object.fromEntries(STEP_FIELDS[kind].map(({ name, choices }) => [name, choices?.[0] ?? ''])),
});

export function draftOf(step: PostInstallStep): StepDraft {
  const members = step as unknown as Record<string, unknown>;
  return {
    kind: step.kind,
    values: Object.fromEntries(
      STEP_FIELDS[step.kind].map((field) => [field.name, textOf(field, members[field.name])]),
    ),
  };
}

function textOf({ as }: StepField, value: unknown): string {
  if (value === undefined) return '';
  if (as === 'lines') return (value as string[]).join('\n');
  if (as === 'pairs')
    return (value as { key: string; value: string }[])
      .map((pair) => `${pair.key} = ${pair.value}`)
      .join('\n');
  if (as === 'flag') return value === true ? 'yes' : '';
  return String(value);
}

/** The step that a form says. The collector judges it: what is wrong comes back with the name of the field. */
export function stepOf({ kind, values }: StepDraft): PostInstallStep {
  const members = STEP_FIELDS[kind].flatMap((field): [string, unknown][] => {
    const text = (values[field.name] ?? '').trim();
    if (field.optional && text === '') return [];
    // An address that is left from before has no meaning without a proxy.
    if (kind === 'apt_proxy' && field.name === 'url' && values['mode'] === 'direct') return [];
    return [[field.name, valueOfText(field, text)]];
  });
  return { kind, ...Object.fromEntries(members) } as unknown as PostInstallStep;
}

function valueOfText({ as }: StepField, text: string): unknown {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (as === 'lines') return lines;
  if (as === 'pairs')
    return lines.map((line) => {
      const at = line.indexOf('=');
      return at < 0
        ? { key: line, value: '' }
        : { key: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
    });
  if (as === 'flag') return text !== '';
  return as === 'number' ? Number(text) : text;
}
