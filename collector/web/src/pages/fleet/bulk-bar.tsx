import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { Action } from '../../api/actions.ts';
import { askMachines, type FleetAnswer, type Wish } from '../../api/actions.ts';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { useNotify } from '../../components/notices.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';
import { Refusals } from './refusals.tsx';
import type { Selection } from './use-selection.ts';

const TagDialog = lazy(async () => ({ default: (await import('./tag-dialog.tsx')).TagDialog }));

const NAMED = 8;

const WISHES = {
  upgrade: { action: 'apt_upgrade', plan: 'current' },
  security: { action: 'apt_security_upgrade', plan: 'current' },
  reboot: { action: 'reboot' },
} as const satisfies Record<string, Wish & { action: Action }>;
type Question = keyof typeof WISHES;

/** What can be done to all selected machines. What is dangerous asks once, naming what and where. */
export function BulkBar({ selection, tags }: { selection: Selection; tags: readonly string[] }) {
  const { t } = useSpeech();
  const { fleet } = t;
  const notify = useNotify();
  const mayRun = useMay('actions:run');
  const mayWrite = useMay('machines:write');
  const [isTagging, setTagging] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const { machines } = selection;
  const ask = useMutation({
    mutationFn: (wish: Wish) =>
      askMachines(
        machines.map(({ id }) => id),
        wish,
      ),
    onError: notify.problem,
    onSuccess({ items }) {
      const refused = items.filter((item): item is Extract<FleetAnswer, { code: string }> => 'code' in item);
      notify.say(
        <>
          {items.length > refused.length && fleet.asked(items.length - refused.length)}
          {refused.length > 0 && <Refusals refused={refused} machines={machines} />}
        </>,
      );
      if (refused.length === 0) selection.set([]);
    },
    onSettled: () => setQuestion(null),
  });
  if (machines.length === 0) return null;
  const count = machines.length;
  const words = {
    upgrade: { title: fleet.ask.upgrade(count), body: fleet.ask.upgradeBody, action: fleet.upgradeAll },
    security: {
      title: fleet.ask.security(count),
      body: fleet.ask.securityBody,
      action: fleet.upgradeSecurity,
    },
    reboot: { title: fleet.ask.reboot(count), body: fleet.ask.rebootBody, action: fleet.reboot },
  };
  return (
    <section
      aria-label={fleet.bulk}
      className="panel sticky bottom-3 z-20 mt-3 flex flex-wrap items-center gap-2 border-accent p-3 shadow-lg"
    >
      <b role="status" className="mr-2">
        {fleet.selected(count)}
      </b>
      {mayRun && (
        <>
          <Button look="primary" onClick={() => setQuestion('upgrade')}>
            {fleet.upgradeAll}
          </Button>
          <Button onClick={() => setQuestion('security')}>{fleet.upgradeSecurity}</Button>
          <Button disabled={ask.isPending} onClick={() => ask.mutate({ action: 'apt_refresh' })}>
            {fleet.refresh}
          </Button>
          <Button look="danger" onClick={() => setQuestion('reboot')}>
            {fleet.reboot}
          </Button>
        </>
      )}
      {mayWrite && <Button onClick={() => setTagging(true)}>{fleet.tagging.open}</Button>}
      {!mayRun && !mayWrite && <span className="text-muted">{t.common.mayNot}</span>}
      <Button look="quiet" className="ml-auto" onClick={() => selection.set([])}>
        {t.common.clear}
      </Button>
      {isTagging && (
        <Suspense>
          <TagDialog machines={machines} known={tags} onClose={() => setTagging(false)} />
        </Suspense>
      )}
      {question && (
        <Confirm
          title={words[question].title}
          action={words[question].action}
          isDangerous={question === 'reboot'}
          isBusy={ask.isPending}
          onConfirm={() => ask.mutate(WISHES[question])}
          onClose={() => setQuestion(null)}
        >
          <p>{words[question].body}</p>
          <p className="mt-3 text-ink">
            {fleet.ask.where}:{' '}
            {machines
              .slice(0, NAMED)
              .map(({ name }) => name)
              .join(', ')}
            {count > NAMED && ` ${fleet.ask.andMore(count - NAMED)}`}
          </p>
        </Confirm>
      )}
    </section>
  );
}
