import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { installOverSsh } from '../../api/ssh.ts';
import type { HostKey } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { SshSecrets } from './ssh-secrets.tsx';

/** The fingerprint to say yes to, and how to log in. */
export function SshLogin({
  hostKey: { hostname, port, address, algorithm, fingerprint },
  onOther,
  onBegun,
}: {
  hostKey: HostKey;
  onOther: () => void;
  onBegun: (id: string) => void;
}) {
  const { add } = useSpeech().t;
  const { ssh } = add;
  const [isSame, setSame] = useState(false);
  const [username, setUsername] = useState('root');
  const [name, setName] = useState('');
  const [keepCredentials, setKeep] = useState(false);
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const begin = useMutation({
    mutationFn: () =>
      installOverSsh({
        ...{ hostname, port, hostKey: fingerprint, username: username.trim(), keepCredentials },
        ...secrets,
        ...(name.trim() !== '' && { name: name.trim() }),
      }),
    onSuccess: ({ id }) => onBegun(id),
  });
  const keyFile = `/etc/ssh/ssh_host_${kindOf(algorithm)}_key.pub`;
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      <section className="panel grid grid-cols-1 gap-3 p-4">
        <h2 className="font-semibold">{ssh.keyTitle}</h2>
        <p>{ssh.keyBody(address)}</p>
        <pre className="rounded bg-ground p-3 font-mono break-all whitespace-pre-wrap">{fingerprint}</pre>
        <p className="text-muted">
          <code>ssh-keygen -lf {keyFile}</code>
        </p>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            required
            checked={isSame}
            onChange={(event) => setSame(event.target.checked)}
          />
          {ssh.isSame}
        </label>
      </section>
      <section className="panel grid grid-cols-1 gap-4 p-4">
        <Field
          label={ssh.username}
          hint={ssh.usernameHint}
          maxLength={64}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          onText={setUsername}
        />
        <SshSecrets isRoot={username.trim() === 'root'} onChange={setSecrets} />
        <Field
          label={add.name}
          hint={add.nameHint}
          required={false}
          maxLength={256}
          value={name}
          onText={setName}
        />
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={keepCredentials}
            onChange={(event) => setKeep(event.target.checked)}
          />
          {ssh.keep}
        </label>
        <p className="text-muted">{ssh.erased}</p>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" disabled={begin.isPending}>
            {ssh.install}
          </Button>
          <Button onClick={onOther}>{ssh.otherMachine}</Button>
        </div>
        {begin.error && <ProblemNote error={begin.error} />}
      </section>
    </form>
  );
}

/** As OpenSSH names the file of such a key. */
function kindOf(algorithm: string): string {
  if (algorithm.includes('ed25519')) return 'ed25519';
  return algorithm.startsWith('ecdsa') ? 'ecdsa' : 'rsa';
}
