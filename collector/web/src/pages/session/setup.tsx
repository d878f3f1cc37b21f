import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { setUp } from '../../session/session.ts';
import { Card } from './card.tsx';
import { useEnter } from './use-enter.ts';

const LEAST_PASSWORD = 12;

/** The token is in the fragment, which no server and no log sees. */
const tokenOf = (hash: string): string | null => new URLSearchParams(hash.replace(/^#/, '')).get('token');

/** The first account, made by who holds the link that the collector printed. */
export function SetupPage() {
  const { t } = useSpeech();
  const enter = useEnter();
  const [token] = useState(() => tokenOf(window.location.hash));
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const make = useMutation({
    mutationFn: () => setUp({ token: token ?? '', username, password }),
    onSuccess: (session) => enter(session),
  });
  if (token === null)
    return (
      <Card title={t.setup.title}>
        <Empty what={t.setup.noToken} next={t.setup.noTokenNext} />
      </Card>
    );
  return (
    <Card title={t.setup.title}>
      <form
        className="panel grid gap-4 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <p className="text-muted">{t.setup.body}</p>
        <label className="grid grid-cols-1 gap-1">
          {t.signIn.name}
          <input
            className="field"
            autoComplete="username"
            autoCapitalize="none"
            required
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
        </label>
        <label className="grid grid-cols-1 gap-1">
          {t.setup.password}
          <input
            className="field"
            type="password"
            autoComplete="new-password"
            minLength={LEAST_PASSWORD}
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {make.error && <ProblemNote error={make.error} />}
        <Button type="submit" look="primary" disabled={make.isPending}>
          {t.setup.submit}
        </Button>
      </form>
    </Card>
  );
}
