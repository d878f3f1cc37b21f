import type { FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';

const pathOf = (url: string): string => url.split('?', 1)[0]?.slice(0, 200) ?? '';

/** The answer to a request for nothing that is there. */
export const notFound = ({ method, url }: FastifyRequest): ApiError =>
  new ApiError('not_found', `There is no ${method} ${pathOf(url)}.`);
