import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { fieldsOf, type StepField } from '../../profiles/step-fields.ts';
import type { StepDraft } from '../../profiles/step-form.ts';

/** One step: the fields of its kind. */
export function StepFieldset({
  draft,
  isReadOnly,
  onChange,
  onRemove,
}: {
  draft: StepDraft;
  isReadOnly: boolean;
  onChange: (draft: StepDraft) => void;
  onRemove: () => void;
}) {
  const { t } = useSpeech();
  const words = t.profiles;
  const kind = words.kinds[draft.kind];
  return (
    <fieldset className="panel grid grid-cols-1 gap-3 p-4" disabled={isReadOnly}>
      <legend className="px-1 font-medium">{kind}</legend>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        {fieldsOf(draft.kind).map((field) => (
          <FieldOf
            key={field.name}
            field={field}
            value={draft.values[field.name] ?? ''}
            onText={(text) => onChange({ ...draft, values: { ...draft.values, [field.name]: text } })}
          />
        ))}
      </div>
      {!isReadOnly && (
        <div>
          <Button onClick={onRemove}>{words.removeStep(kind)}</Button>
        </div>
      )}
    </fieldset>
  );
}

function FieldOf({
  field,
  value,
  onText,
}: {
  field: StepField;
  value: string;
  onText: (text: string) => void;
}) {
  const { t } = useSpeech();
  const words = t.profiles;
  // Settings of sshd go by their own names.
  const label = words.fields[field.name] ?? field.name;
  if (field.as === 'flag')
    return (
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={value !== ''}
          onChange={(event) => onText(event.target.checked ? 'yes' : '')}
        />
        {label}
      </label>
    );
  if (field.as === 'choice')
    return (
      <label className="grid grid-cols-1 gap-1">
        {label}
        <select className="field" value={value} onChange={(event) => onText(event.target.value)}>
          {field.choices?.map((choice) => (
            <option key={choice} value={choice}>
              {words.choices[choice] ?? choice}
            </option>
          ))}
        </select>
      </label>
    );
  if (field.as === 'lines' || field.as === 'pairs')
    return (
      <label className="grid grid-cols-1 gap-1">
        <span>
          {label} <span className="text-muted">({words.lines})</span>
        </span>
        <textarea
          className="field min-h-20 font-mono"
          rows={3}
          spellCheck={false}
          value={value}
          onChange={(event) => onText(event.target.value)}
        />
      </label>
    );
  return (
    <Field
      label={label}
      type={field.as === 'number' ? 'number' : 'text'}
      required={!field.optional}
      value={value}
      onText={onText}
    />
  );
}
