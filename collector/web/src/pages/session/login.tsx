import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem } from '../../api/request.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { isSetupNeeded, signIn } from '../../session/session.ts';
import { Card } from './card.tsx';
import { useEnter } from './use-enter.ts';

const route = getRouteApi('/login');
const needsCode = (error: unknown) => error instanceof ApiProblem && error.code === 'totp_required';

/** Name and password, and the code of an authenticator where the account has one. Passkeys and single sign-on have their place below. */
export function LoginPage() {
  const { t } = useSpeech();
  const { to } = route.useSearch();
  const enter = useEnter();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const setup = useQuery({ queryKey: ['setup'], queryFn: isSetupNeeded });
  const login = useMutation({
    mutationFn: () => signIn({ username, password, ...(asksCode && code !== '' && { totp: code }) }),
    onSuccess: (session) => enter(session, to),
    onError: (error) => needsCode(error) && setAsksCode(true),
  });
  return (
    <Card title={t.signIn.title}>
      {setup.data?.needed && (
        <p className="panel p-4">
          <b>{t.setup.noToken}</b> {t.setup.noTokenNext}
        </p>
      )}
      <form
        className="panel grid gap-4 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          login.mutate();
        }}
      >
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
          {t.signIn.password}
          <input
            className="field"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {asksCode && (
          <label className="grid grid-cols-1 gap-1">
            {t.signIn.code}
            <input
              // biome-ignore lint/a11y/noAutofocus: it appears because it is asked for now
              autoFocus
              className="field"
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          </label>
        )}
        {asksCode && code === '' && <p role="status">{t.signIn.needCode}</p>}
        {login.error && !needsCode(login.error) && <ProblemNote error={login.error} />}
        <Button type="submit" look="primary" disabled={login.isPending}>
          {t.signIn.submit}
        </Button>
      </form>
    </Card>
  );
}
