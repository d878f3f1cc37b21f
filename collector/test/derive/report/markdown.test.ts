import { expect, it } from 'vitest';
import { renderCleanup, renderReport } from '../../../src/derive/index.ts';
import { fenced, plain } from '../../../src/derive/report/markdown.ts';
import { factsOf } from './support.ts';

it.for([
  ['a|b', 'a\\|b'],
  ['*bold* _it_ ~~no~~', '\\*bold\\* \\_it\\_ \\~\\~no\\~\\~'],
  ['[x](http://evil.example)', '\\[x\\](http\\://evil.example)'],
  ['<img src=x>&lt;', '\\<img src=x\\>\\&lt;'],
  ['`code`', '\\`code\\`'],
  ['back\\slash', 'back\\\\slash'],
  ['www.evil.example me@evil.example', 'www\\.evil.example me\\@evil.example'],
  ['# title', '\\# title'],
  ['- item', '\\- item'],
  ['+ item', '\\+ item'],
  ['12. item', '12\\. item'],
  ['=== ', '\\=== '],
  ['two\r\nlines\there', 'two lines here'],
  ['\u001b[31mred\u001b[0m \u202egnp.exe\0', '\\[31mred\\[0m gnp.exe'],
  ['1.2-3~deb12u1', '1.2-3\\~deb12u1'],
])('%j is plain as %j', ([text, expected]) => {
  expect(plain(text!)).toBe(expected);
});

it('a fence is longer than any in the text', () => {
  expect(fenced(['E: ```', '# no title', '````'])).toEqual(['`````', 'E: ```\n# no title\n````', '`````']);
});

const EVIL = '\n# evil\n```\n<script>alert(1)</script> | [x](javascript:x) **b** http://evil.example\r';

/** What is left of a report outside of its fences. */
function outsideFences(text: string): string {
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of text.split('\n')) {
    if (fence === null && /^`{3,}$/.test(line)) fence = line;
    else if (fence === line) fence = null;
    else if (fence === null) kept.push(line);
  }
  expect(fence, 'a fence that is not closed').toBeNull();
  return kept.join('\n');
}

const step = { operation: 'upgrade', name: EVIL, arch: EVIL, from: EVIL, to: EVIL } as const;

it('nothing that a machine says is markup in the report on it, wherever it stands', () => {
  const facts = factsOf(
    {
      status: 'error',
      errorKind: 'plan_changed',
      errorMessage: EVIL,
      importantLines: [EVIL],
      plan: [step],
      planDifference: { missing: [step], extra: [step] },
      changes: [{ ...step, to: 'x' }],
      failures: [{ name: EVIL, message: EVIL, lines: [EVIL] }],
      conffiles: [
        { path: EVIL, package: EVIL, decision: 'kept', other: EVIL },
        { path: EVIL, package: EVIL, decision: 'replaced', other: EVIL },
      ],
      services: { toRestart: [EVIL], restarted: [EVIL], failed: [EVIL] },
      reboot: { required: true, reasons: [EVIL] },
      dpkg: { ok: false, problem: EVIL },
      sources: [{ uri: EVIL, suite: EVIL, ok: false, error: EVIL }],
    },
    {
      machineName: EVIL,
      reason: EVIL,
      actorName: EVIL,
      actorId: EVIL,
      parameters: { packages: [{ name: EVIL }], services: [EVIL] },
    },
  );
  const outside = outsideFences(renderReport(facts));
  expect(outside).not.toMatch(/(?<!\\)[<>[\]]|[^\\]\*\*b|(?<!\\):\/\/|^# evil|^```/m);
  expect(outside.match(/evil/g)!.length).toBeGreaterThan(30);
  expect(outside.match(/^#+ .*/gm)).toHaveLength(1 + 10);
});

it('nor in the report on a cleanup, which counts what was deleted', () => {
  const text = renderCleanup({
    at: '2026-11-23T10:00:00.000Z',
    counts: { logs: 3, reports: 1, snapshots: 40, machines: 0 },
    bytes: 5_000_000,
    machines: [
      { id: 'm1', name: EVIL, purged: false, logs: 2, reports: 1, bytes: 4_999_000 },
      { id: 'm2', name: 'db-1', purged: true, logs: 1, reports: 0, bytes: 1000 },
    ],
    failures: [EVIL],
  });
  expect(outsideFences(text)).not.toMatch(/(?<!\\)[<>[\]]|^# evil/m);
  expect(text).toContain('# Cleanup — 2026-11-23');
  expect(text).toContain('files made up 4.8 MiB.');
  expect(text).toContain('- Logs of runs: 3\n- Reports: 1\n- Snapshots: 40\n');
  expect(text).toContain('- db-1 (m2), purged: 1 log, 1000 bytes');
  expect(text).not.toContain('Deleted machines');
});
