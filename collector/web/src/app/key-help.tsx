import { Dialog } from '../components/dialog.tsx';
import { useSpeech } from '../i18n/locale.tsx';

/** The keys that do something. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const { t } = useSpeech();
  const { keys } = t;
  const rows = [
    ['/', keys.search],
    ['j  k', keys.move],
    ['x', keys.select],
    ['Enter', keys.open],
    ['Ctrl K · ⌘ K', keys.palette],
    ['g', keys.fleet],
    ['p', keys.packages],
    ['?', keys.help],
  ] as const;
  return (
    <Dialog title={keys.title} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
        {rows.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="font-mono text-accent">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
