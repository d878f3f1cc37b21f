import { type IncomingMessage, request } from 'node:http';

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** What an engine answered that is no success. `status` null: it did not answer at all. */
export class EngineProblem extends Error {
  override readonly name = 'EngineProblem';

  readonly status: number | null;

  constructor(status: number | null, message: string) {
    super(message);
    this.status = status;
  }
}

export interface EngineCall {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** The API of Docker, and of Podman where it is the same, over its unix socket. */
export interface Engine {
  readonly socket: string;
  /** Gives the answer's JSON, null for an empty one. Throws EngineProblem. */
  call(path: string, call?: EngineCall): Promise<unknown>;
}

/** The engine behind a socket; nothing is opened before the first call. */
export const openEngine = (socket: string): Engine => ({
  socket,
  async call(path, { method = 'GET', query = {}, headers = {}, timeoutMs = TIMEOUT_MS } = {}) {
    const search = new URLSearchParams(query).toString();
    const { status, text } = await ask({
      socketPath: socket,
      method,
      path: search === '' ? path : `${path}?${search}`,
      headers: { host: 'engine', ...headers },
      timeout: timeoutMs,
    });
    if (status >= 400) throw new EngineProblem(status, messageOf(text) || `HTTP status ${status}`);
    return readJson(text, status);
  },
});

function ask(options: {
  socketPath: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  timeout: number;
}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) =>
      reject(
        error instanceof EngineProblem
          ? error
          : new EngineProblem(null, SENTENCES[error.code ?? ''] ?? error.message),
      );
    const sent = request({ ...options, agent: false }, (response) => {
      readBody(response).then((text) => resolve({ status: response.statusCode ?? 500, text }), failed);
    });
    const deadline = setTimeout(
      () =>
        sent.destroy(new EngineProblem(null, `It did not answer within ${options.timeout / 1000} seconds.`)),
      options.timeout,
    );
    sent.on('error', failed).on('close', () => clearTimeout(deadline));
    sent.end();
  });
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'Its socket is not there.',
  ECONNREFUSED: 'Nothing listens on its socket.',
  EACCES: 'Its socket may not be opened.',
};

async function readBody(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response) {
    bytes += (piece as Buffer).length;
    if (bytes > MAX_BYTES) throw new EngineProblem(null, 'Its answer is too large.');
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces).toString();
}

function readJson(text: string, status: number): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new EngineProblem(status, 'Its answer is no JSON.');
  }
}

/** Engines say what is wrong as `{"message": ...}`, Podman also as `{"cause", "message", "response"}`. */
function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message.trim() : '';
  } catch {
    return text.trim().slice(0, 500);
  }
}
