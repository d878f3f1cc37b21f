import { dirname } from 'node:path';
import { type AptConfig, configuredPath, setting, settings } from './parse-config.ts';

/** Where apt and dpkg keep what an analysis depends on, and the settings that change its meaning. All paths are absolute. */
export interface AptLayout {
  /** The root of the system described: `/`, or a sandbox. */
  readonly root: string;
  readonly sandbox: boolean;
  readonly architecture: string;
  readonly lists: string;
  readonly status: string;
  readonly adminDir: string;
  readonly extendedStates: string;
  readonly stateDir: string;
  readonly sourceList: string;
  readonly sourceParts: string;
  readonly preferences: string;
  readonly preferencesParts: string;
  /** Every file or folder of settings that apt-config read. */
  readonly configuration: readonly string[];
  readonly logDir: string;
  /** Where apt keeps the .deb files that it has fetched. */
  readonly archives: string;
  readonly defaultRelease: string;
  readonly checkValidUntil: boolean;
}

/** Derives the layout from apt's settings and from our own environment (APT_CONFIG, DPKG_ROOT). */
export function layoutFrom(config: AptConfig, env: NodeJS.ProcessEnv): AptLayout {
  const path = (name: string) => configuredPath(config, name).replace(/(.)\/$/, '$1');
  const status = path('Dir::State::status');
  const root = env['DPKG_ROOT'] || path('Dir') || '/';
  return {
    root,
    sandbox: root !== '/',
    architecture: setting(config, 'APT::Architecture') || (settings(config, 'APT::Architectures')[0] ?? ''),
    lists: path('Dir::State::lists'),
    status,
    adminDir: dirname(status),
    extendedStates: path('Dir::State::extended_states'),
    stateDir: path('Dir::State'),
    sourceList: path('Dir::Etc::sourcelist'),
    sourceParts: path('Dir::Etc::sourceparts'),
    preferences: path('Dir::Etc::preferences'),
    preferencesParts: path('Dir::Etc::preferencesparts'),
    configuration: [
      path('Dir::Etc::main'),
      path('Dir::Etc::parts'),
      ...(env['APT_CONFIG'] ? [env['APT_CONFIG']] : []),
    ],
    logDir: path('Dir::Log'),
    archives: path('Dir::Cache::archives'),
    defaultRelease: setting(config, 'APT::Default-Release'),
    checkValidUntil: !/^(no|false|0|off|disable|without)$/i.test(
      setting(config, 'Acquire::Check-Valid-Until'),
    ),
  };
}
