import manifest from '../package.json' with { type: 'json' };

/** This release of the agent. */
export const AGENT_VERSION: string = manifest.version;
