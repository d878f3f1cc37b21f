/** What is read of a control file; null where a field is missing or has a value that cannot be one. */
export interface ControlFields {
  readonly name: string | null;
  readonly version: string | null;
  readonly architecture: string | null;
}

const VERSION = /^(?:\d+:)?\d[\w.+~-]*$/;

/** Reads the fields of a package (deb-control(5)) that decide whether it is offered. A second paragraph is none of ours. */
export function parseControl(text: string): ControlFields {
  const isOneParagraph = !/\n[ \t]*\n/.test(text.trim());
  const field = (name: string) =>
    (isOneParagraph && new RegExp(`^${name}:[ \\t]*(\\S+)[ \\t]*$`, 'im').exec(text)?.[1]) || null;
  const version = field('Version');
  return {
    name: field('Package'),
    version: version !== null && VERSION.test(version) ? version : null,
    architecture: field('Architecture'),
  };
}
