import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { wantProxy } from '../../../api/machine-proxy.ts';
import type { Machine, MachinePostInstall, Profile } from '../../../api/types.ts';
import { Button } from '../../../components/button.tsx';
import { Field } from '../../../components/field.tsx';
import { useNotify } from '../../../components/notices.tsx';
import { ProblemNote } from '../../../components/problem.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { wantedProxy } from '../../../profiles/proxy.ts';
import { useMay } from '../../../session/session.ts';

/** Wants another proxy by a profile for this machine alone; it is applied where all profiles are, after a dry run. */
export function ProxyForm({
  machine,
  data,
  profiles,
}: {
  machine: Machine;
  data: MachinePostInstall;
  profiles: readonly Profile[];
}) {
  const { t } = useSpeech();
  const words = t.machine.proxy;
  const mayWrite = useMay('machines:write');
  const notify = useNotify();
  const client = useQueryClient();
  const wanted = wantedProxy(data)?.value;
  const [isDirect, setDirect] = useState(wanted === 'direct');
  const [url, setUrl] = useState(wanted === undefined || wanted === 'direct' ? '' : wanted);
  const save = useMutation({
    mutationFn: () => wantProxy({ machine, data, profiles, url: isDirect ? null : url.trim() }),
    async onSuccess(profile) {
      notify.say(words.saved(profile.name));
      await client.invalidateQueries({ queryKey: ['post-install', machine.id] });
    },
  });
  return (
    <form
      className="grid grid-cols-1 gap-3 border-t border-line pt-3"
      aria-label={words.change}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <p className="text-muted">{words.about}</p>
      {data.machine && !data.machine.policy.enabled && (
        <p>
          <b className="font-medium">{t.profiles.tab.off}</b> {t.profiles.tab.offNext}
        </p>
      )}
      <fieldset className="grid grid-cols-1 gap-3" disabled={!mayWrite}>
        <legend className="sr-only">{words.change}</legend>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            className="size-5"
            checked={isDirect}
            onChange={(event) => setDirect(event.target.checked)}
          />
          {words.none}
        </label>
        {!isDirect && (
          <Field
            label={t.profiles.fields['url'] ?? ''}
            placeholder="http://proxy.example:3142"
            maxLength={300}
            value={url}
            onText={setUrl}
          />
        )}
      </fieldset>
      {save.error && <ProblemNote error={save.error} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={!mayWrite || save.isPending}>
          {words.save}
        </Button>
        {data.profiles.length > 0 && (
          <Link to="/machines/$machineId/profiles" params={{ machineId: machine.id }} className="link">
            {words.apply}
          </Link>
        )}
      </div>
    </form>
  );
}
