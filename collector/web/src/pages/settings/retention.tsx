import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeRetention, retentionQuery } from '../../api/settings.ts';
import type { RetentionItem } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Loading } from '../../components/loading.tsx';
import { useNotify } from '../../components/notices.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';
import { changedDays, type RetentionDrafts, shorter } from '../../settings/retention-form.ts';
import { RetentionRow } from './retention-row.tsx';

/** For how many days things are kept: what may be changed is changed here, the rest says where it is set. */
export function RetentionTab() {
  const { t } = useSpeech();
  const { data, error, refetch } = useQuery(retentionQuery);
  if (error && !data) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-4">
      <p className="text-muted">{t.settings.retention.about}</p>
      {/* Other values begin a new form. */}
      <RetentionForm key={data.items.map(({ days }) => days).join(' ')} items={data.items} />
      <p className="text-muted">{t.settings.retention.fixed}</p>
    </div>
  );
}

function RetentionForm({ items }: { items: readonly RetentionItem[] }) {
  const { t } = useSpeech();
  const words = t.settings.retention;
  const mayChange = useMay('clients:admin');
  const notify = useNotify();
  const client = useQueryClient();
  const [drafts, setDrafts] = useState<RetentionDrafts>({});
  const [isAsking, setAsking] = useState(false);
  const changed = changedDays(items, drafts);
  const losing = shorter(items, changed);
  const save = useMutation({
    mutationFn: () => changeRetention(changed),
    onError: notify.problem,
    onSuccess(answer) {
      client.setQueryData(retentionQuery.queryKey, answer);
      notify.say(t.common.saved);
    },
    onSettled: () => setAsking(false),
  });
  return (
    <form
      className="panel grid grid-cols-1 gap-4 p-4"
      aria-label={t.settings.tabs.retention}
      onSubmit={(event) => {
        event.preventDefault();
        if (losing.length > 0) setAsking(true);
        else save.mutate();
      }}
    >
      {!mayChange && <p className="text-muted">{t.common.mayNot}</p>}
      {items.map((item) => (
        <RetentionRow
          key={item.setting}
          item={item}
          text={drafts[item.setting] ?? String(item.days)}
          mayChange={mayChange}
          onText={(text) => setDrafts((before) => ({ ...before, [item.setting]: text }))}
        />
      ))}
      {mayChange && (
        <div>
          <Button type="submit" look="primary" disabled={save.isPending || Object.keys(changed).length === 0}>
            {t.common.save}
          </Button>
        </div>
      )}
      {isAsking && (
        <Confirm
          title={words.ask}
          action={words.askAction}
          isDangerous
          isBusy={save.isPending}
          onConfirm={() => save.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{words.askBody}</p>
          <ul className="mt-3 list-disc pl-5 text-ink">
            {losing.map(({ setting, from, to }) => (
              <li key={setting}>{words.shorter(words.names[setting], from, to)}</li>
            ))}
          </ul>
        </Confirm>
      )}
    </form>
  );
}
