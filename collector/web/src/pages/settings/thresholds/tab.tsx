import { type UseMutationResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { putThresholds, thresholdsQuery } from '../../../api/settings.ts';
import type { Thresholds } from '../../../api/types.ts';
import { Button } from '../../../components/button.tsx';
import { Loading } from '../../../components/loading.tsx';
import { ProblemNote } from '../../../components/problem.tsx';
import { Table } from '../../../components/table.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { AddTag } from './add-tag.tsx';
import { bodyOf, draftOf, EMPTY, KEYS, type Texts } from './draft.ts';
import { ThresholdRow } from './row.tsx';

/** From which values on machines are warned of, for all and by tag. */
export function ThresholdsTab() {
  const { data, error, refetch } = useQuery(thresholdsQuery);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: putThresholds,
    onSuccess: (saved) => client.setQueryData(thresholdsQuery.queryKey, saved),
    // Where somebody else was faster, theirs are to be seen beside the reason.
    onError: () => client.invalidateQueries(thresholdsQuery),
  });
  if (error && !data) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  // Saving replaces all of them: what somebody else has changed meanwhile must be seen first.
  return <ThresholdsForm key={data.version} thresholds={data} save={save} />;
}

function ThresholdsForm({
  thresholds,
  save,
}: {
  thresholds: Thresholds;
  save: UseMutationResult<Thresholds, Error, Parameters<typeof putThresholds>[0]>;
}) {
  const { t } = useSpeech();
  const words = t.thresholds;
  const [draft, setDraft] = useState(() => draftOf(thresholds));
  const { builtIn } = thresholds;
  const { all } = bodyOf(draft);
  const withoutTag = Object.fromEntries(KEYS.map((key) => [key, all[key] ?? builtIn[key]])) as typeof builtIn;
  const setTag = (tag: string, texts: Texts) =>
    setDraft({ ...draft, tags: draft.tags.map((each) => (each.tag === tag ? { tag, texts } : each)) });
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ basedOn: thresholds.version, ...bodyOf(draft) });
      }}
    >
      <p className="max-w-prose">{words.intro}</p>
      <Table
        label={words.tab}
        head={[
          words.machines,
          ...KEYS.map((key) => words.keys[key]),
          <span className="sr-only" key="more">
            {t.settings.clients.columns.more}
          </span>,
        ]}
      >
        <ThresholdRow
          name={words.all}
          texts={draft.all}
          otherwise={builtIn}
          onTexts={(texts) => setDraft({ ...draft, all: texts })}
        />
        {draft.tags.map(({ tag, texts }) => (
          <ThresholdRow
            key={tag}
            name={tag}
            texts={texts}
            otherwise={withoutTag}
            onTexts={(changed) => setTag(tag, changed)}
            onRemove={() => setDraft({ ...draft, tags: draft.tags.filter((each) => each.tag !== tag) })}
          />
        ))}
      </Table>
      <AddTag
        taken={draft.tags.map(({ tag }) => tag)}
        onAdd={(tag) => setDraft({ ...draft, tags: [...draft.tags, { tag, texts: EMPTY }] })}
      />
      {save.error && <ProblemNote error={save.error} />}
      <p className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" disabled={save.isPending}>
          {words.save}
        </Button>
        <span role="status">{save.isSuccess && `${words.saved} ${words.when}`}</span>
      </p>
    </form>
  );
}
