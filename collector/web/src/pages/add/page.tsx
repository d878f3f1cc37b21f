import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { makeEnrolmentToken } from '../../api/actions.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { useNotify } from '../../components/notices.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { useFleet } from '../../live/live.tsx';
import { useMay } from '../../session/session.ts';
import { Arrival } from './arrival.tsx';

/** Adding a machine: a name, one line to copy, and watching it come. */
export function AddPage() {
  const { t, f } = useSpeech();
  const { add } = t;
  useTitle(add.title);
  const notify = useNotify();
  const fleet = useFleet();
  const mayInstall = useMay('clients:admin');
  const [name, setName] = useState('');
  const [before, setBefore] = useState<ReadonlySet<string>>(new Set());
  const make = useMutation({
    mutationFn: () => makeEnrolmentToken(name.trim() === '' ? null : name.trim()),
    onMutate: () => setBefore(new Set(fleet?.map(({ id }) => id))),
    onError: notify.problem,
  });
  const { data } = make;
  const line =
    data &&
    (data.installCommand ??
      `SU_URL=${window.location.origin} SU_ENROL_TOKEN=${data.token} suivi-agent enroll`);
  return (
    <div className="mx-auto grid max-w-3xl gap-4">
      <h1 className="text-lg font-semibold">{add.title}</h1>
      {mayInstall && (
        <p>
          <Link to="/add/ssh" className="underline">
            {add.ssh.instead}
          </Link>
        </p>
      )}
      {!data || line === undefined ? (
        <form
          className="panel grid gap-4 p-4"
          onSubmit={(event) => {
            event.preventDefault();
            make.mutate();
          }}
        >
          <label className="grid grid-cols-1 gap-1">
            {add.name}
            <input
              className="field"
              value={name}
              maxLength={256}
              onChange={(event) => setName(event.target.value)}
            />
            <span className="text-muted">{add.nameHint}</span>
          </label>
          <div>
            <Button type="submit" look="primary" disabled={make.isPending || fleet === null}>
              {add.make}
            </Button>
          </div>
        </form>
      ) : (
        <>
          <section className="panel p-4">
            <p>{data.installCommand === null ? add.withToken : add.copyThis}</p>
            <pre className="my-3 rounded bg-ground p-3 font-mono break-all whitespace-pre-wrap">{line}</pre>
            <div className="flex flex-wrap items-center gap-3">
              <CopyButton look="primary" text={() => line} />
              <span className="text-muted">{add.good(f.exact(data.expiresAt))}</span>
            </div>
          </section>
          <Arrival before={before} onAnother={() => make.reset()} />
        </>
      )}
    </div>
  );
}
