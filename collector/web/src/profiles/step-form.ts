import type { PostInstallKind, PostInstallStep } from '@suivi/shared';
import { fieldsOf, type StepField } from './step-fields.ts';

/** A step as it stands in its form: texts alone. */
export interface StepDraft {
  readonly kind: PostInstallKind;
  readonly values: Readonly<Record<string, string>>;
}

export const emptyDraft = (kind: PostInstallKind): StepDraft => ({
  kind,
  values: Object.fromEntries(fieldsOf(kind).map(({ name, choices }) => [name, choices?.[0] ?? ''])),
});

export function draftOf(step: PostInstallStep): StepDraft {
  const members = step as unknown as Record<string, unknown>;
  return {
    kind: step.kind,
    values: Object.fromEntries(
      fieldsOf(step.kind).map((field) => [field.name, textOf(field, members[field.name])]),
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
  const members = fieldsOf(kind).flatMap((field): [string, unknown][] => {
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
