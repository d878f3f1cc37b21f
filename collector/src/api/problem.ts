import Type, { type Static } from 'typebox';
import { API_ERROR_CODES } from './error-catalogue.ts';
import type { ApiError } from './errors.ts';

/** The body of every answer of 400 and above (RFC 9457). */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'A name for this kind of problem, the same as code.' }),
    title: Type.String({ description: 'What happened, in general.' }),
    status: Type.Integer(),
    code: Type.Enum(API_ERROR_CODES, { description: 'One of a closed list: programs branch on it.' }),
    detail: Type.String({ description: 'What happened in this case.' }),
    next: Type.String({ description: 'What to do next.' }),
    requestId: Type.String({ description: 'Names the request in the log of the collector.' }),
    fields: Type.Optional(
      Type.Array(Type.Object({ path: Type.String(), message: Type.String() }), {
        description: 'With validation_failed: the fields concerned.',
      }),
    ),
  },
  { description: 'What went wrong and what to do next.' },
);
export type Problem = Static<typeof Problem>;

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The answer that an error becomes. */
export const problemOf = (error: ApiError, requestId: string): Problem => ({
  type: `urn:suivi:problem:${error.code}`,
  title: error.title,
  status: error.status,
  code: error.code,
  detail: error.detail,
  next: error.next,
  requestId,
  ...(error.fields && { fields: [...error.fields] }),
});
