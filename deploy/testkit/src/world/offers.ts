import type { SuiteSpec } from '../archive/archive.ts';

const failUntilFixed = `
[ -e "$DPKG_ROOT/run/lab-bad.fixed" ] && exit 0
echo 'lab-bad: cannot talk to the database' >&2
exit 1`;

const hangUntilReleased = `
mkdir -p "$DPKG_ROOT/run"
release=\${LAB_HANG_RELEASE:-$DPKG_ROOT/run/lab-hang.release}
echo 'lab-hang: waiting'
echo $$ >"$DPKG_ROOT/run/lab-hang.pid"
tries=0
until [ -e "$release" ] || [ $tries -ge 6000 ]; do tries=$((tries + 1)); sleep 0.1; done
rm -f "$DPKG_ROOT/run/lab-hang.pid"`;

const writeMuch = `
bytes=$(cat "$DPKG_ROOT/run/lab-loud.bytes" 2>/dev/null || echo 1000000)
yes 'lab-loud: a line of some length, as a script that is proud of its work prints one' | head -c "$bytes"
echo`;

/** Asks as debconf, needrestart and ucf do unless they are told not to, and reads an answer that nobody gives. */
const askUnlessTold = `
wait_for_answer() { echo "lab-ask: $1"; tries=0; while [ $tries -lt 6000 ]; do tries=$((tries + 1)); sleep 0.1; done; }
[ "$DEBIAN_FRONTEND" = noninteractive ] || wait_for_answer 'debconf: which colour?'
[ "$NEEDRESTART_MODE" = l ] || wait_for_answer 'needrestart: which services?'
[ "$UCF_FORCE_CONFFOLD" = 1 ] || wait_for_answer 'ucf: which file?'
echo 'lab-ask: really?'
read -r answer || answer=nobody
echo "lab-ask: answered by $answer"`;

const lab = { origin: 'Lab', label: 'Lab' };

/** Suites that a root does not have from the start, each with one update that is special. */
export const offers = {
  removal: {
    ...lab,
    name: 'removal',
    suite: 'removal',
    packages: [{ name: 'lab-takeover', version: '1.1', fields: { Conflicts: 'lab-old', Breaks: 'lab-old' } }],
  },
  bad: {
    ...lab,
    name: 'bad',
    suite: 'bad',
    packages: [{ name: 'lab-bad', version: '1.1', scripts: { postinst: failUntilFixed } }],
  },
  hang: {
    ...lab,
    name: 'hang',
    suite: 'hang',
    packages: [{ name: 'lab-hang', version: '1.1', scripts: { postinst: hangUntilReleased } }],
  },
  big: {
    ...lab,
    name: 'big',
    suite: 'big',
    packages: [{ name: 'lab-big', version: '1.1', blobBytes: 12 * 1024 * 1024 }],
  },
  loud: {
    ...lab,
    name: 'loud',
    suite: 'loud',
    packages: [{ name: 'lab-loud', version: '1.1', scripts: { postinst: writeMuch } }],
  },
  ask: {
    ...lab,
    name: 'ask',
    suite: 'ask',
    packages: [{ name: 'lab-ask', version: '1.1', scripts: { postinst: askUnlessTold } }],
  },
  kernel: {
    ...lab,
    name: 'kernel',
    suite: 'kernel',
    packages: [
      { name: 'lab-backport', version: '1.1', fields: { Depends: 'linux-image-9.9.9-lab' } },
      { name: 'linux-image-9.9.9-lab', version: '9.9.9-1' },
    ],
  },
  nodejs: {
    ...lab,
    name: 'nodejs',
    suite: 'nodejs',
    packages: [{ name: 'nodejs', version: '18.20.4+lab', architecture: 'all' }],
  },
  vendor: {
    origin: 'Vendor',
    label: 'Vendor',
    name: 'stable',
    suite: 'stable',
    packages: [{ name: 'lab-vendor', version: '1.1' }],
  },
} satisfies Record<string, SuiteSpec>;

export type Offer = keyof typeof offers;
