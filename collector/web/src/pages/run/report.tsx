import { useQuery } from '@tanstack/react-query';
import { reportQuery } from '../../api/queries.ts';
import { Loading } from '../../components/loading.tsx';
import { Markdown } from '../../components/markdown.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';

/** The report on a run, in place. */
export function Report({ id }: { id: string }) {
  const { t } = useSpeech();
  const { data, error } = useQuery(reportQuery(id));
  if (error) return <ProblemNote error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <section aria-label={t.run.report} className="panel p-4">
      <Markdown source={data} />
    </section>
  );
}
