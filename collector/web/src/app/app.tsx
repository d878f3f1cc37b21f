import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem } from '../api/request.ts';
import { NoticesProvider } from '../components/notices.tsx';
import type { Messages } from '../i18n/en/index.ts';
import { type Locale, SpeechProvider } from '../i18n/locale.tsx';
import { makeRouter } from './router.tsx';

/** The stream says what is old, so nothing is asked again by the clock. Who is no longer signed in is sent to sign in. */
function makeClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status < 500),
      },
    },
  });
  client.getQueryCache().subscribe(({ type, query }) => {
    const { error } = query.state;
    if (type !== 'updated' || query.queryKey[0] === 'session') return;
    if (error instanceof ApiProblem && error.status === 401)
      void client.resetQueries({ queryKey: ['session'] });
  });
  return client;
}

/** The whole page. */
export function App({ first }: { first: { locale: Locale; t: Messages } }) {
  const [client] = useState(makeClient);
  const [router] = useState(() => makeRouter(client));
  return (
    <QueryClientProvider client={client}>
      <SpeechProvider first={first}>
        <NoticesProvider>
          <RouterProvider router={router} />
        </NoticesProvider>
      </SpeechProvider>
    </QueryClientProvider>
  );
}
