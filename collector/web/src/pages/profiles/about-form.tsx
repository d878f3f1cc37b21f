import { useState } from 'react';
import { editProfile } from '../../api/post-install.ts';
import type { Profile } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';
import { useSave } from './use-save.ts';

/** A profile's name, description, and place in the order. */
export function AboutForm({ profile }: { profile: Profile }) {
  const { t } = useSpeech();
  const words = t.profiles;
  const mayWrite = useMay('machines:write');
  const [name, setName] = useState(profile.name);
  const [description, setDescription] = useState(profile.description ?? '');
  const [position, setPosition] = useState(String(profile.position));
  const save = useSave(() =>
    editProfile(profile.id, {
      name: name.trim(),
      description: description.trim() || null,
      position: Number(position),
    }),
  );
  return (
    <form
      className="panel grid max-w-2xl grid-cols-1 gap-4 p-4"
      aria-label={words.about}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <h2 className="font-semibold">{words.about}</h2>
      <label className="grid grid-cols-1 gap-1">
        {words.name}
        <input
          className="field"
          required
          maxLength={100}
          disabled={!mayWrite}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label className="grid grid-cols-1 gap-1">
        {words.description}
        <input
          className="field"
          maxLength={1000}
          disabled={!mayWrite}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </label>
      <label className="grid grid-cols-1 gap-1">
        {words.position}
        <input
          className="field"
          type="number"
          min={0}
          max={10_000}
          required
          disabled={!mayWrite}
          value={position}
          onChange={(event) => setPosition(event.target.value)}
        />
        <span className="text-muted">{words.positionHint}</span>
      </label>
      {save.error && <ProblemNote error={save.error} />}
      <div>
        <Button type="submit" disabled={!mayWrite || save.isPending}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}
