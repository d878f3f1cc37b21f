import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AccountError } from '../domain/accounts.ts';
import type { StoreProblem } from '../domain/ingest.ts';
import { type ApiErrorCode, isApiErrorCode } from './error-catalogue.ts';
import { ApiError } from './errors.ts';
import { fieldErrors } from './field-errors.ts';
import { notFound } from './not-found.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';

/** Errors of Fastify itself, by the status that it gives them; the rest of 4xx is bad_request. */
const BY_STATUS: Readonly<Record<number, ApiErrorCode>> = {
  413: 'body_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
};

/** An error of another part of the collector that a person can meet: it has a code from a closed list and a next step. */
const isCoded = (error: Error): error is Error & { code: string; next: string } =>
  'code' in error && typeof error.code === 'string' && 'next' in error && typeof error.next === 'string';

/** The API's error for anything that was thrown. What is not known by name is an internal error or a store that cannot write. */
function apiErrorOf(error: FastifyError | Error, storeProblem: StoreProblem | null): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AccountError)
    return new ApiError(error.code, error.message, { retryAfterSeconds: error.retryAfterSeconds });
  if (isCoded(error) && isApiErrorCode(error.code))
    return new ApiError(error.code, error.message, error.next === '' ? {} : { next: error.next });
  if (isCoded(error) && error.code.startsWith('store_'))
    return new ApiError('store_unavailable', error.message, { next: error.next });
  if ('validation' in error && error.validation)
    return new ApiError('validation_failed', undefined, {
      fields: fieldErrors(error.validationContext ?? 'request', error.validation),
    });
  const status = ('statusCode' in error && error.statusCode) || 500;
  if (status >= 400 && status < 500) return new ApiError(BY_STATUS[status] ?? 'bad_request', error.message);
  return storeProblem
    ? new ApiError('store_unavailable', storeProblem.message)
    : new ApiError('internal_error');
}

const BEARER = 'Bearer realm="suivi"';
const BASIC = 'Basic realm="The token of an API client is the password", charset="UTF-8"';

/** What a client may answer a 401 with. Basic comes first, for a browser takes the first that it knows. */
const challenges = ({ routeOptions }: FastifyRequest): string[] =>
  routeOptions.config?.basic ? [BASIC, BEARER] : [BEARER];

/** Makes a problem answer of everything that a handler throws, and of routes that do not exist. No stack leaves the process. */
export function handleErrors(app: FastifyInstance, storeProblem: () => StoreProblem | null): void {
  const answer = (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const known = apiErrorOf(error, storeProblem());
    if (known.status >= 500) request.log.error({ err: error }, known.title);
    if (known.status === 401) reply.header('www-authenticate', challenges(request));
    if (known.retryAfterSeconds !== undefined) reply.header('retry-after', known.retryAfterSeconds);
    return reply.code(known.status).type(PROBLEM_TYPE).send(problemOf(known, request.id));
  };
  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) => answer(notFound(request), request, reply));
}
