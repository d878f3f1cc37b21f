import type { PostInstallKind } from '@suivi/shared';
import { useRef, useState } from 'react';
import { addVersion } from '../../api/post-install.ts';
import type { Profile } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { Select } from '../../components/select.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { STEP_KINDS } from '../../profiles/step-fields.ts';
import { draftOf, emptyDraft, type StepDraft, stepOf } from '../../profiles/step-form.ts';
import { useMay } from '../../session/session.ts';
import { StepFieldset } from './step-fieldset.tsx';
import { useSave } from './use-save.ts';

/** What a profile says, step by step. Saving it makes the next version. */
export function StepsForm({ profile }: { profile: Profile }) {
  const { t } = useSpeech();
  const words = t.profiles;
  const mayWrite = useMay('machines:write');
  const nextKey = useRef(profile.steps.length);
  const [drafts, setDrafts] = useState(() =>
    profile.steps.map((step, index) => ({ key: index, draft: draftOf(step) })),
  );
  const [kind, setKind] = useState<PostInstallKind>('packages');
  const [note, setNote] = useState('');
  const save = useSave(() =>
    addVersion(profile.id, {
      basedOn: profile.version,
      steps: drafts.map(({ draft }) => stepOf(draft)),
      note: note.trim() || null,
    }),
  );
  const change = (key: number, draft: StepDraft) =>
    setDrafts((all) => all.map((each) => (each.key === key ? { key, draft } : each)));
  return (
    <form
      className="grid grid-cols-1 gap-4"
      aria-label={words.steps}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <h2 className="font-semibold">{words.steps}</h2>
      {drafts.length === 0 && <p className="text-muted">{words.noSteps}</p>}
      {drafts.map(({ key, draft }) => (
        <StepFieldset
          key={key}
          draft={draft}
          isReadOnly={!mayWrite}
          onChange={(changed) => change(key, changed)}
          onRemove={() => setDrafts((all) => all.filter((each) => each.key !== key))}
        />
      ))}
      {mayWrite && (
        <div className="panel grid grid-cols-1 gap-4 p-4">
          <div className="flex flex-wrap items-center gap-3">
            <Select
              label={words.kind}
              value={kind}
              choices={STEP_KINDS.map((each) => [each, words.kinds[each]] as const)}
              onChange={setKind}
            />
            <Button
              onClick={() =>
                setDrafts((all) => [...all, { key: nextKey.current++, draft: emptyDraft(kind) }])
              }
            >
              {words.addStep}
            </Button>
          </div>
          <Field label={words.note} required={false} maxLength={1000} value={note} onText={setNote} />
          {save.error && <ProblemNote error={save.error} />}
          <div>
            <Button type="submit" look="primary" disabled={save.isPending}>
              {words.saveVersion(profile.version + 1)}
            </Button>
          </div>
        </div>
      )}
    </form>
  );
}
