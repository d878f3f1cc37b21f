/** What the collector's reports are made of. */
export type Block =
  | { readonly type: 'heading'; readonly level: number; readonly text: string }
  | { readonly type: 'paragraph'; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | {
      readonly type: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly type: 'code'; readonly text: string };

export interface Span {
  readonly text: string;
  readonly look: 'plain' | 'strong' | 'code';
}

const FENCE = /^(`{3,})/;
const RULE = /^\|(?:\s*:?-+:?\s*\|)+$/;

/** Reads a report: headings, paragraphs, lists, tables and fenced text. Nothing in it becomes HTML. */
export function readMarkdown(source: string): Block[] {
  const lines = source.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line)?.[1];
    const heading = /^(#{1,6}) (.*)$/.exec(line);
    const run = (belongs: (text: string) => boolean) => {
      const first = at;
      while (at < lines.length && belongs(lines[at] ?? '')) at++;
      return lines.slice(first, at);
    };
    if (line.trim() === '') at++;
    else if (fence) {
      at++;
      blocks.push({ type: 'code', text: run((text) => !text.startsWith(fence)).join('\n') });
      at++;
    } else if (heading) {
      blocks.push({ type: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' });
      at++;
    } else if (line.startsWith('|')) {
      const rows = run((text) => text.startsWith('|'));
      const hasHead = RULE.test(rows[1] ?? '');
      const [head = []] = hasHead ? rows.map(cells) : [];
      blocks.push({ type: 'table', head, rows: rows.slice(hasHead ? 2 : 0).map(cells) });
    } else if (/^[-*] /.test(line))
      blocks.push({ type: 'list', items: run((text) => /^[-*] /.test(text)).map((text) => text.slice(2)) });
    else {
      const text = run((each) => each.trim() !== '' && !/^(#{1,6} |\||[-*] |`{3,})/.test(each));
      if (text.length === 0) at++;
      blocks.push({ type: 'paragraph', text: (text.length > 0 ? text : [line]).join(' ') });
    }
  }
  return blocks;
}

const cells = (row: string): string[] =>
  row
    .slice(1, row.endsWith('|') ? -1 : undefined)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

/** The parts of a line: plain, **strong** or `code`; a backslash takes the meaning from the sign behind it. */
export function readSpans(text: string): Span[] {
  const spans: Span[] = [];
  const add = (part: string, look: Span['look']) => {
    const last = spans.at(-1);
    if (look === 'plain' && last?.look === 'plain')
      spans[spans.length - 1] = { text: last.text + part, look };
    else if (part !== '') spans.push({ text: part, look });
  };
  const pattern = /\\([!-/:-@[-`{-~])|\*\*((?:\\.|[^*\\])+)\*\*|(`+)(.+?)\3(?!`)|([^\\*`]+|.)/gs;
  for (const [, escaped, strong, , code, plain] of text.matchAll(pattern)) {
    if (escaped !== undefined) add(escaped, 'plain');
    else if (strong !== undefined) add(strong.replace(/\\([!-/:-@[-`{-~])/g, '$1'), 'strong');
    else if (code !== undefined) add(code.replace(/^ (.*) $/, '$1'), 'code');
    else add(decode(plain ?? ''), 'plain');
  }
  return spans;
}

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&#124;': '|' };
const decode = (text: string): string =>
  text.replace(/&(?:lt|gt|amp|#124);/g, (entity) => ENTITIES[entity] ?? entity);
