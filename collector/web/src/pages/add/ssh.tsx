import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { readHostKey } from '../../api/ssh.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { SshAttempt } from './ssh-attempt.tsx';
import { SshLogin } from './ssh-login.tsx';

const route = getRouteApi('/app/add/ssh');

/** Adding a machine over SSH: where it is, whether it is the right one, how to log in, and watching it. */
export function AddOverSshPage() {
  const { ssh } = useSpeech().t.add;
  useTitle(ssh.title);
  const { attempt } = route.useSearch();
  const navigate = route.useNavigate();
  const [hostname, setHostname] = useState('');
  const [port, setPort] = useState('22');
  const read = useMutation({
    mutationFn: () => readHostKey({ hostname: hostname.trim(), port: Number(port) }),
  });
  return (
    <div className="mx-auto grid max-w-3xl grid-cols-1 gap-4">
      <h1 className="text-lg font-semibold">{ssh.title}</h1>
      <p>
        <Link to="/add" className="underline">
          {ssh.line}
        </Link>
      </p>
      {attempt !== undefined ? (
        <SshAttempt id={attempt} onAgain={() => void navigate({ search: {} })} />
      ) : read.data ? (
        <SshLogin
          hostKey={read.data}
          onOther={() => read.reset()}
          onBegun={(id) => void navigate({ search: { attempt: id } })}
        />
      ) : (
        <form
          className="panel grid grid-cols-1 gap-4 p-4"
          onSubmit={(event) => {
            event.preventDefault();
            read.mutate();
          }}
        >
          <Field
            label={ssh.hostname}
            maxLength={253}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={hostname}
            onText={setHostname}
          />
          <Field
            label={ssh.port}
            className="field max-w-32"
            type="number"
            min={1}
            max={65_535}
            value={port}
            onText={setPort}
          />
          <div>
            <Button type="submit" look="primary" disabled={read.isPending}>
              {ssh.readKey}
            </Button>
          </div>
          {read.error && <ProblemNote error={read.error} />}
        </form>
      )}
    </div>
  );
}
