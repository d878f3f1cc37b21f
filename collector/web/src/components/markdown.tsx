import { Fragment, useMemo } from 'react';
import { type Block, readMarkdown, readSpans } from '../text/markdown.ts';

/** A report of the collector, as elements: nothing in it becomes HTML. */
export function Markdown({ source }: { source: string }) {
  const blocks = useMemo(() => readMarkdown(source), [source]);
  return (
    <div lang="en" className="grid grid-cols-1 gap-3">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
        <MarkdownBlock key={index} block={block} />
      ))}
    </div>
  );
}

const Line = ({ text }: { text: string }) =>
  readSpans(text).map((span, index) => {
    const { text: said, look } = span;
    // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
    if (look === 'strong') return <b key={index}>{said}</b>;
    if (look === 'code')
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
        <code key={index} className="rounded bg-raised px-1 font-mono">
          {said}
        </code>
      );
    // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
    return <Fragment key={index}>{said}</Fragment>;
  });

function MarkdownBlock({ block }: { block: Block }) {
  switch (block.type) {
    case 'heading':
      return block.level === 1 ? (
        <h3 className="text-base font-semibold">
          <Line text={block.text} />
        </h3>
      ) : (
        <h4 className="mt-2 font-semibold">
          <Line text={block.text} />
        </h4>
      );
    case 'list':
      return (
        <ul className="list-disc pl-5">
          {block.items.map((item) => (
            <li key={item} className="break-words">
              <Line text={item} />
            </li>
          ))}
        </ul>
      );
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        <pre className="max-h-80 overflow-auto rounded bg-ground p-3 font-mono" tabIndex={0}>
          {block.text}
        </pre>
      );
    case 'table':
      return <MarkdownTable head={block.head} rows={block.rows} />;
    default:
      return (
        <p className="break-words">
          <Line text={block.text} />
        </p>
      );
  }
}

function MarkdownTable({ head, rows }: { head: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <div className="overflow-x-auto" tabIndex={0}>
      <table className="text-left">
        {head.some((cell) => cell !== '') && (
          <thead>
            <tr>
              {head.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
                <th key={index} scope="col" className="pr-6 font-normal text-muted">
                  <Line text={cell} />
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
            <tr key={index} className="border-t border-line">
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
                <td key={column} className="py-1 pr-6 align-top break-words">
                  <Line text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
