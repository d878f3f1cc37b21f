import { useQuery } from '@tanstack/react-query';
import { analysisQuery } from '../../api/queries.ts';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { Loading } from '../../components/loading.tsx';
import { Mark, type Shape } from '../../components/mark.tsx';
import { Table } from '../../components/table.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMachine } from './use-machine.ts';

/** Where a machine's packages come from, and whether each source could be refreshed. */
export function SourcesTab() {
  const { t } = useSpeech();
  const { data: analysis } = useQuery(analysisQuery(useMachine().id));
  if (analysis === undefined) return <Loading />;
  if (analysis === null) return <Empty what={t.machine.notAnalysed} next={t.machine.notAnalysedNext} />;
  const { sourceColumns: columns } = t.machine;
  const stateOf = (enabled: boolean, ok: boolean | null): { shape: Shape; word: string } => {
    if (!enabled) return { shape: 'dots', word: t.machine.sourceOff };
    if (ok === null) return { shape: 'question', word: t.common.unknown };
    return ok
      ? { shape: 'tick', word: t.machine.sourceOk }
      : { shape: 'cross', word: t.machine.sourceFailed };
  };
  return (
    <Table
      label={t.machine.tabs.sources}
      head={[columns.state, columns.source, columns.success, columns.until]}
    >
      {analysis.payload.apt.sources.map(
        ({ uri, suite, components, enabled, ok, error, lastSuccessAt, validUntil }) => (
          <tr key={`${uri} ${suite} ${components.join(' ')}`}>
            <td>
              <Mark {...stateOf(enabled, ok)} />
            </td>
            <td className="break-all">
              {uri} <b className="font-medium">{suite}</b>{' '}
              <span className="text-muted">{components.join(' ')}</span>
              {error !== undefined && (
                <span lang="en" className="block break-words text-bad">
                  {error}
                </span>
              )}
            </td>
            <td className="whitespace-nowrap">
              <Ago at={lastSuccessAt} />
            </td>
            <td className="whitespace-nowrap">{validUntil === undefined ? '–' : <Ago at={validUntil} />}</td>
          </tr>
        ),
      )}
    </Table>
  );
}
