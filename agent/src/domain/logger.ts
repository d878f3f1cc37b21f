export const LOG_LEVELS = ['error', 'warning', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Fields = Readonly<Record<string, unknown>>;

/** Structured logs: one sentence, and fields for programs. */
export type Logger = { readonly [L in LogLevel]: (message: string, fields?: Fields) => void };

/** A logger that writes one JSON object a line, from the given level upwards. */
export function createLogger(level: LogLevel, write: (line: string) => void): Logger {
  const threshold = LOG_LEVELS.indexOf(level);
  const at = (own: LogLevel) => (message: string, fields?: Fields) => {
    if (LOG_LEVELS.indexOf(own) > threshold) return;
    const time = new Date().toISOString();
    write(`${JSON.stringify({ time, level: own, message, ...fields }, plainErrors)}\n`);
  };
  return { error: at('error'), warning: at('warning'), info: at('info'), debug: at('debug') };
}

const plainErrors = (_key: string, value: unknown) => (value instanceof Error ? value.message : value);
