import type { FieldError } from './errors.ts';

/** What a validator has to say about one place. */
interface Finding {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string;
}

/** Where in a request its validation errors stand, e.g. `body.name`, with what is wrong there. */
export function fieldErrors(context: string, findings: readonly Finding[]): FieldError[] {
  const part = context === 'querystring' ? 'query' : context;
  return findings
    .filter(({ keyword }) => keyword !== 'additionalProperties')
    .map(({ keyword, instancePath, message = 'is not valid' }) => ({
      path: `${part}${instancePath.replaceAll('/', '.')}`,
      message: keyword === 'boolean' ? 'is not a field of this request' : message,
    }));
}
