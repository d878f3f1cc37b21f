import { expect, test } from 'vitest';
import { appWith, clientRow, memoryClients } from './support/app.ts';

interface Operation {
  summary?: string;
  tags?: string[];
  description?: string;
  security?: object[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}

async function readDocument() {
  const app = appWith({ clients: memoryClients(clientRow('token', [])) });
  const answer = await app.inject({ url: '/api/docs/json', headers: { authorization: 'Bearer token' } });
  await app.close();
  return { text: answer.body, document: answer.json() };
}

const { text, document } = await readDocument();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
  ),
);

test('is an OpenAPI 3.1 document of the whole API', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.info).toMatchObject({ title: 'Suivi', version: expect.any(String) });
  expect(operations.length).toBeGreaterThanOrEqual(22);
  expect(Object.keys(document.paths)).toContain('/api/machines/{id}/snapshots/latest');
});

test.each(operations)('%s is described', (name, operation) => {
  expect(operation.summary).toMatch(/^[A-Z].{5,80}$/);
  expect(operation.tags?.length).toBe(1);
  expect(Object.keys(operation.responses).some((status) => /^20\d$/.test(status))).toBe(true);
  for (const [status, { description, content }] of Object.entries(operation.responses)) {
    expect(description).toBeTruthy();
    if (!['204', '304'].includes(status))
      expect(Object.values(content ?? {})[0]?.schema, status).toBeTypeOf('object');
  }
  expect(Object.keys(operation.responses['4XX']?.content ?? {})).toEqual(['application/problem+json']);
  for (const [, parameter] of name.matchAll(/\{(\w+)\}/g))
    expect(operation.parameters).toContainEqual(expect.objectContaining({ name: parameter, in: 'path' }));
  const security = name.match(/ \/(health|install\.sh|apt\/.*|api\/(enrol|setup|login))$/)
    ? []
    : name.match(/ \/api\/(session|logout|me\/.*)$/)
      ? [{ session: [] }]
      : [{ token: [] }, { session: [] }];
  expect(operation.security).toEqual(security);
  if (security.some((each) => 'token' in each))
    expect(operation.description).toMatch(/Scope: [a-z]+:[a-z]+\.$/);
});

test('points nowhere that does not exist', () => {
  expect(text).not.toContain('"$ref"');
});

test('knows no secret', () => {
  expect(text).not.toMatch(/tokenHash|encPassword|encSudoPassword/);
});

test('its page loads nothing from elsewhere', async () => {
  const app = appWith({ clients: memoryClients(clientRow('token', [])) });
  const { headers } = await app.inject({ url: '/api/docs/', headers: { authorization: 'Bearer token' } });
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(headers['content-security-policy']).not.toMatch(/https?:|upgrade-insecure/);
  await app.close();
});
