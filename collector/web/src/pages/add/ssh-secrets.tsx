import { useState } from 'react';
import { Field } from '../../components/field.tsx';
import { useSpeech } from '../../i18n/locale.tsx';

type Secrets = Partial<Record<'password' | 'key' | 'passphrase' | 'sudoPassword', string>>;

/** What is logged in with: a password or a key, and what sudo asks for. `onChange` gets what was given. */
export function SshSecrets({
  isRoot,
  onChange,
}: {
  isRoot: boolean;
  onChange: (secrets: Record<string, string>) => void;
}) {
  const { ssh } = useSpeech().t.add;
  const [way, setWay] = useState<'password' | 'key'>('password');
  const [given, setGiven] = useState<Secrets>({});
  const tell = (secrets: Secrets) => {
    setGiven(secrets);
    onChange(Object.fromEntries(Object.entries(secrets).filter(([, text]) => text !== '')));
  };
  const secret = (name: keyof Secrets, label: string, required: boolean) => (
    <Field
      label={label}
      type="password"
      autoComplete="off"
      required={required}
      maxLength={1024}
      value={given[name] ?? ''}
      onText={(text) => tell({ ...given, [name]: text })}
    />
  );
  return (
    <>
      <fieldset className="flex flex-wrap gap-4">
        <legend className="mb-1">{ssh.loginWith}</legend>
        {(['password', 'key'] as const).map((each) => (
          <label key={each} className="flex items-center gap-2">
            <input
              type="radio"
              name="way"
              checked={way === each}
              onChange={() => {
                setWay(each);
                tell(given.sudoPassword === undefined ? {} : { sudoPassword: given.sudoPassword });
              }}
            />
            {ssh[each]}
          </label>
        ))}
      </fieldset>
      {way === 'password' ? (
        secret('password', ssh.password, true)
      ) : (
        <>
          <label className="grid grid-cols-1 gap-1">
            {ssh.key}
            <textarea
              className="field font-mono"
              rows={5}
              required
              maxLength={16_384}
              autoComplete="off"
              spellCheck={false}
              value={given.key ?? ''}
              onChange={(event) => tell({ ...given, key: event.target.value })}
            />
            <span className="text-muted">{ssh.keyHint}</span>
          </label>
          {secret('passphrase', ssh.passphrase, false)}
        </>
      )}
      {!isRoot && secret('sudoPassword', ssh.sudoPassword, false)}
    </>
  );
}
