import type { Problem } from './types.ts';

/** An answer of 400 and above, or none at all: what happened, and what to do next. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly next: string;
  readonly requestId: string | null;
  readonly fields: NonNullable<Problem['fields']>;

  constructor(problem: Partial<Omit<Problem, 'code'>> & { code: string }) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.code = problem.code;
    this.status = problem.status ?? 0;
    this.next = problem.next ?? '';
    this.requestId = problem.requestId ?? null;
    this.fields = problem.fields ?? [];
  }
}

/** The code of a request that nobody answered. */
export const UNREACHABLE = 'unreachable';

let csrfToken: string | null = null;
/** Remembers what the session asks for with every request that changes something. */
export const setCsrfToken = (token: string | null): void => {
  csrfToken = token;
};

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Options {
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Makes a repetition harmless: the same key gives the same answer. */
  readonly idempotencyKey?: string;
}

/** Asks the collector; gives the JSON or text of the answer. Throws ApiProblem. */
export async function request<T>(
  method: Method,
  path: string,
  { body, signal, idempotencyKey }: Options = {},
): Promise<T> {
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      ...(method !== 'GET' && csrfToken !== null && { 'x-csrf-token': csrfToken }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem({ code: UNREACHABLE });
  });
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  if (!response.ok)
    throw new ApiProblem(
      isJson
        ? ((await response.json()) as Problem)
        : { code: UNREACHABLE, status: response.status, detail: `${response.status} ${response.statusText}` },
    );
  if (response.status === 204) return undefined as T;
  return (isJson ? await response.json() : await response.text()) as T;
}

/** A query string of what is given; empty when nothing is. */
export function queryOf(values: Record<string, string | number | undefined>): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
