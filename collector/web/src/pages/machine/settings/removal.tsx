import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deleteMachine } from '../../../api/actions.ts';
import { Button } from '../../../components/button.tsx';
import { Confirm } from '../../../components/confirm.tsx';
import { useNotify } from '../../../components/notices.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';

/** Deletes a machine, after a question. */
export function Removal({ id, name }: { id: string; name: string }) {
  const { t } = useSpeech();
  const notify = useNotify();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteMachine(id),
    onError: notify.problem,
    async onSuccess() {
      notify.say(t.machine.removed(name));
      await navigate({ to: '/' });
    },
  });
  return (
    <section className="panel p-4">
      <p className="mb-3 text-muted">{t.machine.removeBody}</p>
      <Button look="danger" onClick={() => setAsking(true)}>
        {t.machine.remove}
      </Button>
      {isAsking && (
        <Confirm
          title={t.machine.askRemove(name)}
          action={t.machine.remove}
          isDangerous
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t.machine.removeBody}</p>
        </Confirm>
      )}
    </section>
  );
}
