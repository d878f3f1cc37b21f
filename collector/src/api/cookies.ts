import type { FastifyReply, FastifyRequest } from 'fastify';

const SESSION = 'su_session';
const DEVICE = 'su_device';
const DAY_SECONDS = 86_400;
const SESSION_SECONDS = 30 * DAY_SECONDS;
const DEVICE_SECONDS = 365 * DAY_SECONDS;

/** Over https the name has the prefix that binds a cookie to this host, and to https. */
const nameOf = (name: string, { protocol }: FastifyRequest): string =>
  protocol === 'https' ? `__Host-${name}` : name;

/** The value of a cookie; of several with its name the first. */
function read(request: FastifyRequest, name: string): string | null {
  const prefix = `${nameOf(name, request)}=`;
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) || null;
}

/** No script can read it, and no other site makes a browser send it. */
function set(request: FastifyRequest, reply: FastifyReply, name: string, value: string, maxAge: number) {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  reply.header(
    'set-cookie',
    `${nameOf(name, request)}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`,
  );
}

export const sessionCookie = (request: FastifyRequest): string | null => read(request, SESSION);
export const deviceCookie = (request: FastifyRequest): string | null => read(request, DEVICE);

export const setSessionCookie = (request: FastifyRequest, reply: FastifyReply, value: string): void =>
  set(request, reply, SESSION, value, SESSION_SECONDS);
export const setDeviceCookie = (request: FastifyRequest, reply: FastifyReply, value: string): void =>
  set(request, reply, DEVICE, value, DEVICE_SECONDS);
export const clearSessionCookie = (request: FastifyRequest, reply: FastifyReply): void =>
  set(request, reply, SESSION, '', 0);
