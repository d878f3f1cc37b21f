import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react';
import { useSpeech } from '../i18n/locale.tsx';
import { useProblemWords } from './problem.tsx';

interface Notice {
  readonly id: number;
  readonly content: ReactNode;
  readonly isProblem: boolean;
}

interface Notify {
  /** Says in a corner that something was done; goes by itself. */
  say(content: ReactNode): void;
  /** Says what went wrong, and stays until it is closed. */
  problem(error: unknown): void;
}

const NotifyContext = createContext<Notify>({ say: () => undefined, problem: () => undefined });
export const useNotify = (): Notify => use(NotifyContext);

const SHOWN_MS = 6000;

export function NoticesProvider({ children }: { children: ReactNode }) {
  const { t } = useSpeech();
  const words = useProblemWords();
  const latestWords = useRef(words);
  latestWords.current = words;
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const lastId = useRef(0);
  const drop = useCallback((id: number) => setNotices((all) => all.filter((one) => one.id !== id)), []);
  const notify = useMemo<Notify>(() => {
    const add = (content: ReactNode, isProblem: boolean) => {
      const id = ++lastId.current;
      setNotices((all) => [...all, { id, content, isProblem }].slice(-4));
      if (!isProblem) setTimeout(() => drop(id), SHOWN_MS);
    };
    return {
      say: (content) => add(content, false),
      problem(error) {
        const { what, next, language } = latestWords.current(error);
        add(
          <span lang={language}>
            <b className="text-bad">{what}</b> {next}
          </span>,
          true,
        );
      },
    };
  }, [drop]);
  return (
    <NotifyContext value={notify}>
      {children}
      <div aria-live="polite" className="fixed right-4 bottom-4 left-4 z-40 ml-auto grid max-w-md gap-2">
        {notices.map(({ id, content, isProblem }) => (
          <div
            key={id}
            className={`panel flex items-start gap-3 p-3 shadow-lg ${isProblem ? 'border-bad' : 'border-accent'}`}
          >
            <div className="min-w-0 grow break-words">{content}</div>
            <button
              type="button"
              className="px-1 text-muted"
              onClick={() => drop(id)}
              aria-label={t.common.close}
            >
              ×
            </button>
          </div>
        ))}
      </div>
    </NotifyContext>
  );
}
