import Type from 'typebox';
import type { Api } from './deps.ts';

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Suivi</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}code{background:#eee;padding:.1em .3em}</style>
<h1>Suivi</h1>
<p>This collector keeps a fleet of Debian-family machines patched, seen and trusted.</p>
<p>Its API is at <code>/api</code>. Every call needs the token of an API client:</p>
<pre><code>curl -H "Authorization: Bearer $TOKEN" http://…/api/machines</code></pre>
<p>All routes are described at <a href="/api/docs">/api/docs</a> (any name, and the token as the password), and <a href="/health">/health</a> says whether it works.</p>
</html>
`;

/** GET /: what this is and how to call it. */
export function home(api: Api): void {
  api.get(
    '/',
    {
      config: { open: true },
      schema: {
        summary: 'What this is',
        tags: ['collector'],
        response: {
          200: { description: 'A page for people.', content: { 'text/html': { schema: Type.String() } } },
        },
      },
    },
    async (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE),
  );
}
