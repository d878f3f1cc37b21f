import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { confirmTotp, disableTotp, offerTotp } from '../../api/settings.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Field } from '../../components/field.tsx';
import { useNotify } from '../../components/notices.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { sessionQuery } from '../../session/session.ts';
import { QrCode } from './qr-code.tsx';

/** The authenticator app: set up with a code to scan, proved with a code to type, turned off with the password. */
export function SecondFactor({ isOn }: { isOn: boolean }) {
  const { t } = useSpeech();
  const words = t.settings.factor;
  const client = useQueryClient();
  const titleId = useId();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const offer = useMutation({ mutationFn: offerTotp });
  const refresh = () => client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  return (
    <section className="panel grid grid-cols-1 gap-4 p-4" aria-labelledby={titleId}>
      <h2 id={titleId} className="font-semibold">
        {words.title}
      </h2>
      {codes && <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />}
      {!codes && isOn && <TurnOff onDone={refresh} />}
      {!codes && !isOn && !offer.data && (
        <>
          <p className="text-muted">{words.off}</p>
          {offer.error && <ProblemNote error={offer.error} />}
          <div>
            <Button onClick={() => offer.mutate()} disabled={offer.isPending}>
              {words.begin}
            </Button>
          </div>
        </>
      )}
      {!codes && !isOn && offer.data && (
        <Confirmation
          {...offer.data}
          onDone={async (made) => {
            setCodes(made);
            offer.reset();
            await refresh();
          }}
        />
      )}
    </section>
  );
}

function Confirmation({
  secret,
  uri,
  onDone,
}: {
  secret: string;
  uri: string;
  onDone: (codes: readonly string[]) => void;
}) {
  const { t } = useSpeech();
  const words = t.settings.factor;
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => confirmTotp(code),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <p>{words.scan}</p>
      <QrCode text={uri} label={words.picture} />
      <p>
        {words.secret}: <code className="font-mono break-all">{secret}</code>
      </p>
      <Field
        label={words.code}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onText={setCode}
      />
      {confirm.error && <ProblemNote error={confirm.error} />}
      <div>
        <Button type="submit" look="primary" disabled={confirm.isPending}>
          {words.confirm}
        </Button>
      </div>
    </form>
  );
}

function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useSpeech();
  const words = t.settings.factor;
  return (
    <>
      <h3 className="font-medium">{words.codes}</h3>
      <p>{words.codesBody}</p>
      <ul className="grid grid-cols-1 gap-1 font-mono sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={() => codes.join('\n')} />
        <Button look="primary" onClick={onKept}>
          {words.kept}
        </Button>
      </div>
    </>
  );
}

function TurnOff({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useSpeech();
  const words = t.settings.factor;
  const notify = useNotify();
  const [password, setPassword] = useState('');
  const disable = useMutation({
    mutationFn: () => disableTotp(password),
    async onSuccess() {
      notify.say(words.disabled);
      await onDone();
    },
  });
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        disable.mutate();
      }}
    >
      <p>{words.on}</p>
      <Field
        label={t.signIn.password}
        type="password"
        autoComplete="current-password"
        value={password}
        onText={setPassword}
      />
      {disable.error && <ProblemNote error={disable.error} />}
      <div>
        <Button type="submit" look="danger" disabled={disable.isPending}>
          {words.disable}
        </Button>
      </div>
    </form>
  );
}
