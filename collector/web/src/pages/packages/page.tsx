import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { packagesQuery } from '../../api/queries.ts';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { useShortcuts } from '../../hooks/use-shortcuts.ts';
import { useTitle } from '../../hooks/use-title.ts';
import { useSpeech } from '../../i18n/locale.tsx';

/** The fleet turned round: what is pending, and on how many machines. */
export function PackagesPage() {
  const { t } = useSpeech();
  const { packages } = t;
  useTitle(packages.title);
  const { data, error, refetch } = useQuery(packagesQuery);
  const [query, setQuery] = useState('');
  const [isSecurityOnly, setSecurityOnly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useShortcuts({ '/': () => field.current?.focus() });
  if (error && !data) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { items } = data;
  const shown = items.filter(
    ({ name, security }) =>
      name.includes(query.trim().toLowerCase()) && (!isSecurityOnly || security === 'yes'),
  );
  const security = items.filter((item) => item.security === 'yes').length;
  return (
    <>
      <h1 className="mb-3 text-lg font-semibold">
        {items.length === 0 ? packages.title : packages.sentence(items.length, security)}
      </h1>
      {items.length === 0 ? (
        <Empty what={packages.empty} />
      ) : (
        <>
          <search className="mb-3 flex flex-wrap items-center gap-4">
            <input
              ref={field}
              type="search"
              className="field w-full sm:w-64"
              aria-label={t.common.search}
              placeholder={packages.searchHint}
              aria-keyshortcuts="/"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
            <label className="flex items-center gap-2">
              <input
                type="checkbox"
                className="size-5"
                checked={isSecurityOnly}
                onChange={(event) => setSecurityOnly(event.target.checked)}
              />
              {packages.securityOnly}
            </label>
          </search>
          {shown.length === 0 ? (
            <Empty what={packages.noMatch} />
          ) : (
            <Table
              label={packages.title}
              head={[
                packages.columns.package,
                t.machine.security,
                packages.columns.versions,
                packages.columns.since,
                packages.columns.machines,
              ]}
            >
              {shown.map(({ name, candidateVersions, security: answer, since, machines, upgradable }) => (
                <tr key={name}>
                  <td>
                    <Link to="/packages/$name" params={{ name }} className="font-medium hover:underline">
                      {name}
                    </Link>
                  </td>
                  <td>
                    {answer === 'yes' ? (
                      <b className="text-bad">{t.machine.security}</b>
                    ) : answer === 'unknown' ? (
                      <span className="text-muted">{t.machine.securityUnknown}</span>
                    ) : (
                      <span className="text-muted">–</span>
                    )}
                  </td>
                  <td className="break-all">{candidateVersions.join(', ')}</td>
                  <td className="text-muted">{since === null ? t.common.unknown : <Ago at={since} />}</td>
                  <td className="whitespace-nowrap">
                    {packages.onMachines(machines)}
                    {machines > upgradable && (
                      <span className="text-muted"> · {packages.heldBack(machines - upgradable)}</span>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          )}
        </>
      )}
    </>
  );
}
