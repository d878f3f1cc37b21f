import { contentHash, type DurableMessage, type UpdateSnapshot } from '@suivi/shared';

const PACKAGES = 30;
const CHECKED_AT = '2026-01-01T00:00:00.000Z';
const SUITES = ['bookworm', 'bookworm-updates', 'bookworm-security'];

const NAMES =
  'bash bind9-host ca-certificates curl dbus dirmngr git gnupg krb5-locales libc6 libcurl4 libexpat1 libglib2.0-0 libgnutls30 libgssapi-krb5-2 libpam-modules libpython3.11-minimal libsqlite3-0 libssl3 libsystemd0 libxml2 linux-image-amd64 openssh-client openssh-server openssl perl-base python3.11 sudo systemd vim-common'.split(
    ' ',
  );

/** A report as an agent sends it: an analysis with 30 pending packages. Another number gives other versions, so another content. */
export function makeReport(machineId: string, number: number): DurableMessage {
  const payload = makePayload(machineId, number);
  return {
    type: 'snapshot',
    id: `${machineId}.${number}`,
    seq: number,
    kind: 'apt_update_analyze',
    hash: contentHash({ ...payload, checkedAt: undefined }),
    payload,
  };
}

function makePayload(machineId: string, number: number): UpdateSnapshot {
  const packages = NAMES.slice(0, PACKAGES).map((name, index) => ({
    name,
    arch: 'amd64',
    installedVersion: `2.${index}.4-1+deb12u${number}`,
    candidateVersion: `2.${index}.4-1+deb12u${number + 1}`,
    source: {
      label: index % 3 ? 'Debian' : 'Debian-Security',
      archive: index % 3 ? 'stable' : 'stable-security',
      site: 'deb.debian.org',
    },
    security: index % 3 ? ('no' as const) : ('yes' as const),
    downloadBytes: 10_000 + index * 1_234,
    status: 'upgradable' as const,
    reason: null,
    requiresFullUpgrade: false,
  }));
  const plan = packages.map(({ name, arch, installedVersion, candidateVersion }) => ({
    operation: 'upgrade' as const,
    name,
    arch,
    from: installedVersion,
    to: candidateVersion,
  }));
  return {
    machineId,
    hostname: `host-${machineId.slice(-8)}`,
    os: { family: 'debian', version: '12' },
    checkedAt: CHECKED_AT,
    status: 'updates_available',
    apt: {
      enabled: true,
      count: PACKAGES,
      securityCount: packages.filter(({ security }) => security === 'yes').length,
      rebootRequired: false,
      packages,
      newPackages: [],
      removals: [],
      autoremovable: [],
      held: [],
      sources: SUITES.map((suite) => ({
        uri: 'http://deb.debian.org/debian',
        suite,
        components: ['main'],
        enabled: true,
        lastSuccessAt: CHECKED_AT,
        ok: true,
      })),
      dpkg: { ok: true },
      reboot: { required: false, reasons: [] },
      plan,
      planHash: contentHash(plan),
    },
  };
}
