import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { machinePostInstallQuery, profilesQuery } from '../../../api/post-install.ts';
import { systemQuery } from '../../../api/queries.ts';
import type { Machine, MachinePostInstall } from '../../../api/types.ts';
import { Loading } from '../../../components/loading.tsx';
import { ProblemNote } from '../../../components/problem.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { wantedProxy } from '../../../profiles/proxy.ts';
import { ProxyForm } from './proxy-form.tsx';

/** The proxy of a machine's apt: what apt says itself, what profiles want, and a way to want something else. */
export function ProxyPanel({ machine }: { machine: Machine }) {
  const { t } = useSpeech();
  const words = t.machine.proxy;
  const { data: system } = useQuery(systemQuery(machine.id));
  const { data, error, refetch } = useQuery(machinePostInstallQuery(machine.id));
  const { data: profiles } = useQuery(profilesQuery);
  const used = system?.payload.aptProxy;
  return (
    <section className="panel grid grid-cols-1 gap-3 p-4">
      <h2 className="font-semibold">{words.title}</h2>
      <dl className="grid grid-cols-1 gap-x-6 gap-y-1.5 sm:grid-cols-[10rem_1fr]">
        <dt className="text-muted">{words.used}</dt>
        <dd className="break-all">
          {used === undefined
            ? t.common.unknown
            : used.mode === 'direct'
              ? words.direct
              : (used.url ?? words.detected)}
        </dd>
        {data && (
          <>
            <dt className="text-muted">{words.origin}</dt>
            <dd>
              <Origin data={data} profileId={idOf(data, profiles?.items ?? [])} />
            </dd>
          </>
        )}
      </dl>
      {error && !data && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!data || !profiles ? (
        !error && <Loading />
      ) : (
        <ProxyForm
          key={wantedProxy(data)?.value ?? ''}
          machine={machine}
          data={data}
          profiles={profiles.items}
        />
      )}
    </section>
  );
}

/** The profile that has the last word, which settings know by its name. */
const idOf = (data: MachinePostInstall, profiles: readonly { id: string; name: string }[]): string | null =>
  profiles.find(({ name }) => name === wantedProxy(data)?.profile)?.id ?? null;

function Origin({ data, profileId }: { data: MachinePostInstall; profileId: string | null }) {
  const { t } = useSpeech();
  const words = t.machine.proxy;
  const wanted = wantedProxy(data);
  if (!wanted) return <span>{words.notByProfile}</span>;
  const { profile, value } = wanted;
  const seen = data.machine?.settings.find((each) => each.kind === 'apt_proxy' && each.value === value);
  return (
    <>
      {words.byProfile}{' '}
      {profileId === null ? (
        profile
      ) : (
        <Link to="/profiles/$profileId" params={{ profileId }} className="link">
          {profile}
        </Link>
      )}
      : <span className="break-all">{value === 'direct' ? words.direct : value}</span>,{' '}
      {t.profiles.tab.settingStates[seen?.state ?? 'pending']}
      {seen?.problem !== undefined && (
        <span lang="en" className="block text-muted">
          {seen.problem}
        </span>
      )}
    </>
  );
}
