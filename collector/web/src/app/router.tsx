import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { readFleetSearch } from '../fleet/view.ts';
import { readMetricsSearch } from '../metrics/spans.ts';
import { FleetPage } from '../pages/fleet/page.tsx';
import { sessionQuery } from '../session/session.ts';
import { RouteProblem, Unknown } from './fallbacks.tsx';
import { LiveShell } from './live-shell.tsx';
import { readPlanSearch } from './search.ts';

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (raw: Record<string, unknown>): { to?: string } =>
    // Only a place on this page: nobody is sent elsewhere by a link.
    typeof raw['to'] === 'string' && /^\/(?![/\\])/.test(raw['to']) ? { to: raw['to'] } : {},
  component: lazyRouteComponent(() => import('../pages/session/login.tsx'), 'LoginPage'),
});
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../pages/session/setup.tsx'), 'SetupPage'),
});

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  component: LiveShell,
  async beforeLoad({ context, location }) {
    if ((await context.client.ensureQueryData(sessionQuery)) === null)
      throw redirect({ to: '/login', search: location.href === '/' ? {} : { to: location.href } });
  },
});

const fleet = createRoute({
  getParentRoute: () => app,
  path: '/',
  validateSearch: readFleetSearch,
  component: FleetPage,
});
const packages = createRoute({
  getParentRoute: () => app,
  path: '/packages',
  component: lazyRouteComponent(() => import('../pages/packages/page.tsx'), 'PackagesPage'),
});
const onePackage = createRoute({
  getParentRoute: () => app,
  path: '/packages/$name',
  component: lazyRouteComponent(() => import('../pages/packages/one.tsx'), 'PackagePage'),
});
const profiles = createRoute({
  getParentRoute: () => app,
  path: '/profiles',
  component: lazyRouteComponent(() => import('../pages/profiles/page.tsx'), 'ProfilesPage'),
});
const oneProfile = createRoute({
  getParentRoute: () => app,
  path: '/profiles/$profileId',
  component: lazyRouteComponent(() => import('../pages/profiles/one.tsx'), 'ProfilePage'),
});
const messages = createRoute({
  getParentRoute: () => app,
  path: '/messages',
  component: lazyRouteComponent(() => import('../pages/messages.tsx'), 'MessagesPage'),
});
const timeline = createRoute({
  getParentRoute: () => app,
  path: '/timeline',
  component: lazyRouteComponent(() => import('../pages/timeline.tsx'), 'TimelinePage'),
});
const add = createRoute({
  getParentRoute: () => app,
  path: '/add',
  component: lazyRouteComponent(() => import('../pages/add/page.tsx'), 'AddPage'),
});
const addOverSsh = createRoute({
  getParentRoute: () => app,
  path: '/add/ssh',
  validateSearch: ({ attempt }: { attempt?: unknown }) =>
    typeof attempt === 'string' && /^[\w-]{1,64}$/.test(attempt) ? { attempt } : {},
  component: lazyRouteComponent(() => import('../pages/add/ssh.tsx'), 'AddOverSshPage'),
});

const machine = createRoute({
  getParentRoute: () => app,
  path: '/machines/$machineId',
  component: lazyRouteComponent(() => import('../pages/machine/page.tsx'), 'MachinePage'),
});
const machineUpdates = createRoute({
  getParentRoute: () => machine,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/machine/updates.tsx'), 'UpdatesTab'),
});
const machinePlan = createRoute({
  getParentRoute: () => machine,
  path: '/plan',
  validateSearch: readPlanSearch,
  component: lazyRouteComponent(() => import('../pages/machine/plan.tsx'), 'PlanTab'),
});
const machineRuns = createRoute({
  getParentRoute: () => machine,
  path: '/runs',
  component: lazyRouteComponent(() => import('../pages/machine/runs.tsx'), 'RunsTab'),
});
const machineRun = createRoute({
  getParentRoute: () => machine,
  path: '/runs/$executionId',
  component: lazyRouteComponent(() => import('../pages/run/page.tsx'), 'RunPage'),
});
const machineTimeline = createRoute({
  getParentRoute: () => machine,
  path: '/timeline',
  component: lazyRouteComponent(() => import('../pages/machine/timeline.tsx'), 'TimelineTab'),
});
const machineMessages = createRoute({
  getParentRoute: () => machine,
  path: '/messages',
  component: lazyRouteComponent(() => import('../pages/machine/messages.tsx'), 'MessagesTab'),
});
const machineContainers = createRoute({
  getParentRoute: () => machine,
  path: '/containers',
  component: lazyRouteComponent(() => import('../pages/machine/containers/tab.tsx'), 'ContainersTab'),
});
const machineMetrics = createRoute({
  getParentRoute: () => machine,
  path: '/metrics',
  validateSearch: readMetricsSearch,
  component: lazyRouteComponent(() => import('../pages/machine/metrics/tab.tsx'), 'MetricsTab'),
});
const machineProfiles = createRoute({
  getParentRoute: () => machine,
  path: '/profiles',
  component: lazyRouteComponent(() => import('../pages/machine/post-install/tab.tsx'), 'PostInstallTab'),
});
const machineHardware = createRoute({
  getParentRoute: () => machine,
  path: '/hardware',
  component: lazyRouteComponent(() => import('../pages/machine/hardware/tab.tsx'), 'HardwareTab'),
});
const machineSystem = createRoute({
  getParentRoute: () => machine,
  path: '/system',
  component: lazyRouteComponent(() => import('../pages/machine/system.tsx'), 'SystemTab'),
});
const machineSources = createRoute({
  getParentRoute: () => machine,
  path: '/sources',
  component: lazyRouteComponent(() => import('../pages/machine/sources.tsx'), 'SourcesTab'),
});
const machineSettings = createRoute({
  getParentRoute: () => machine,
  path: '/settings',
  component: lazyRouteComponent(() => import('../pages/machine/settings/tab.tsx'), 'SettingsTab'),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  component: lazyRouteComponent(() => import('../pages/settings/page.tsx'), 'SettingsPage'),
});
const account = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/settings/account.tsx'), 'AccountTab'),
});
const users = createRoute({
  getParentRoute: () => settings,
  path: '/users',
  component: lazyRouteComponent(() => import('../pages/settings/users.tsx'), 'UsersTab'),
});
const clients = createRoute({
  getParentRoute: () => settings,
  path: '/clients',
  component: lazyRouteComponent(() => import('../pages/settings/clients.tsx'), 'ClientsTab'),
});
const retention = createRoute({
  getParentRoute: () => settings,
  path: '/retention',
  component: lazyRouteComponent(() => import('../pages/settings/retention.tsx'), 'RetentionTab'),
});
const tokens = createRoute({
  getParentRoute: () => settings,
  path: '/tokens',
  component: lazyRouteComponent(() => import('../pages/settings/tokens.tsx'), 'TokensTab'),
});

const thresholds = createRoute({
  getParentRoute: () => settings,
  path: '/warnings',
  component: lazyRouteComponent(() => import('../pages/settings/thresholds/tab.tsx'), 'ThresholdsTab'),
});

const tree = root.addChildren([
  login,
  setup,
  app.addChildren([
    fleet,
    packages,
    onePackage,
    profiles,
    oneProfile,
    messages,
    timeline,
    add,
    addOverSsh,
    settings.addChildren([account, tokens, retention, users, clients, thresholds]),
    machine.addChildren([
      machineUpdates,
      machinePlan,
      machineRuns,
      machineRun,
      machineTimeline,
      machineMessages,
      machineContainers,
      machineMetrics,
      machineProfiles,
      machineHardware,
      machineSystem,
      machineSources,
      machineSettings,
    ]),
  ]),
]);

/** The rooms and their addresses. */
export const makeRouter = (client: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    defaultErrorComponent: RouteProblem,
    defaultNotFoundComponent: Unknown,
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
