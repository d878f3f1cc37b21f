import type { Scope } from '@suivi/shared';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { clientsQuery, makeClient } from '../../api/settings.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Field } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';

/** One more program: its name, what it may do, and its token, which is shown once. */
export function NewClient() {
  const { t } = useSpeech();
  const words = t.settings.clients;
  const client = useQueryClient();
  const titleId = useId();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['machines:read']);
  const make = useMutation({
    mutationFn: () => makeClient({ name, scopes: [...scopes] }),
    async onSuccess() {
      setName('');
      await client.invalidateQueries({ queryKey: clientsQuery.queryKey });
    },
  });
  const choices = Object.entries(words.scopeWords) as [Scope, string][];
  return (
    <>
      {make.data && (
        <section className="panel border-accent p-4" aria-live="polite">
          <h2 className="font-semibold">{words.token(make.data.name)}</h2>
          <p className="text-muted">{words.tokenBody}</p>
          <pre className="my-3 rounded bg-ground p-3 font-mono break-all whitespace-pre-wrap">
            {make.data.token}
          </pre>
          <CopyButton look="primary" text={() => make.data.token} />
        </section>
      )}
      <form
        className="panel grid max-w-2xl grid-cols-1 gap-4 p-4"
        aria-labelledby={titleId}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <h2 id={titleId} className="font-semibold">
          {words.add}
        </h2>
        <Field label={words.name} maxLength={256} autoComplete="off" value={name} onText={setName} />
        <fieldset className="grid gap-1">
          <legend className="mb-1">{words.scopes}</legend>
          {choices.map(([scope, word]) => (
            <label key={scope} className="flex items-center gap-2">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) =>
                  setScopes((all) =>
                    event.target.checked ? [...all, scope] : all.filter((each) => each !== scope),
                  )
                }
              />
              {word} <code className="font-mono text-muted">{scope}</code>
            </label>
          ))}
        </fieldset>
        {make.error && <ProblemNote error={make.error} />}
        <div>
          <Button type="submit" look="primary" disabled={make.isPending || scopes.length === 0}>
            {words.make}
          </Button>
        </div>
      </form>
    </>
  );
}
