import type { RefObject } from 'react';
import { useSpeech } from '../../i18n/locale.tsx';
import { Button, buttonClass } from '../button.tsx';
import { CopyButton } from '../copy-button.tsx';
import type { LogText } from './log-text.ts';
import type { LogSearch } from './use-log-search.ts';

/** What can be done with a log: look for something, follow its end, copy and download it. */
export function LogTools({
  log,
  executionId,
  search,
  field,
  follow,
}: {
  log: LogText;
  executionId: string;
  search: LogSearch;
  field: RefObject<HTMLInputElement | null>;
  follow: { isOn: boolean; set: (isOn: boolean) => void } | null;
}) {
  const { t } = useSpeech();
  const { run } = t;
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line p-2">
      <input
        ref={field}
        type="search"
        className="field w-full sm:w-56"
        aria-label={run.searchLog}
        placeholder={run.searchLog}
        aria-keyshortcuts="/"
        value={search.query}
        onChange={(event) => search.look(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && search.step(event.shiftKey ? -1 : 1)}
      />
      {search.query !== '' && (
        <>
          <span role="status" className="text-muted">
            {search.hits.length === 0 ? run.noMatches : run.matches(search.at + 1, search.hits.length)}
          </span>
          <Button look="quiet" onClick={() => search.step(-1)} aria-label={run.previous}>
            ↑
          </Button>
          <Button look="quiet" onClick={() => search.step(1)} aria-label={run.nextMatch}>
            ↓
          </Button>
        </>
      )}
      <span className="ml-auto text-muted">{run.lines(log.length)}</span>
      {follow && (
        <Button
          aria-pressed={follow.isOn}
          look={follow.isOn ? 'primary' : 'plain'}
          onClick={() => follow.set(!follow.isOn)}
        >
          {run.follow}
        </Button>
      )}
      <CopyButton text={() => log.all()} />
      <a
        className={buttonClass('plain')}
        href={`/api/executions/${executionId}/log`}
        download={`${executionId}.log`}
      >
        {t.common.download}
      </a>
    </div>
  );
}
