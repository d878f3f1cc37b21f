import { found, type Kind } from '../kind.ts';

/** Which packages are installed and which are not. What apt does for that, the runner asks apt. */
export const packages: Kind = {
  watched: ['/var/lib/dpkg/status'],
  async look(host, settings) {
    const installed = await host.installed(settings.map(({ name }) => name));
    const states = settings.map((setting) =>
      found(setting, installed.has(setting.name) ? 'present' : 'absent'),
    );
    const lacking = (value: string) =>
      states.filter((state) => state.state === 'differs' && state.value === value).map(({ name }) => name);
    const [present, absent] = [lacking('present'), lacking('absent')];
    const isDone = present.length + absent.length === 0;
    return { settings: states, operations: isDone ? [] : [{ do: 'packages', present, absent }] };
  },
};
