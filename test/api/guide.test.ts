import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemTable } from '../../lib/api/problem.ts';
import { bodyOf, openWorld, type Sent } from './harness.ts';

const guide = readFileSync('docs/api.md', 'utf8');
const blocks = [...guide.matchAll(/```http\n([\s\S]*?)```\s+```answer\n(\d+)\n([\s\S]*?)```/g)].map(
  ([, request = '', status, body = '{}']) => ({
    request,
    status: Number(status),
    body: JSON.parse(body),
  }),
);

const parseRequest = (text: string, location: string): Sent => {
  const [head = '', ...rest] = text.split('\n\n');
  const [line = '', ...headers] = head.trim().split('\n');
  const [method = '', path = ''] = line.split(' ');
  const body = rest.join('\n\n');
  return {
    method,
    path: path.replace('{location}', location),
    headers: Object.fromEntries(headers.map((header) => [header.slice(0, header.indexOf(':')), header.slice(header.indexOf(':') + 2)])),
    ...(body !== '' && { body }),
  };
};

describe('docs/api.md', () => {
  it('shows requests and what they are answered', async () => {
    expect(blocks.length).toBeGreaterThanOrEqual(7);
    expect(guide.match(/```http/g)).toHaveLength(blocks.length);
    const world = await openWorld();
    const tenant = await world.tenant();
    let location = '';
    for (const { request, status, body } of blocks) {
      const answer = await tenant.send(parseRequest(request, location));
      expect([request.split('\n')[0], answer.status]).toEqual([request.split('\n')[0], status]);
      expect(await bodyOf(answer)).toMatchObject(body);
      location = answer.headers.get('location') ?? location;
    }
  });

  it('lists every code with its status', () => {
    const told = [...guide.matchAll(/^\| (\d{3}) \| (.*) \|$/gm)].flatMap(([, status, codes = '']) =>
      [...codes.matchAll(/`([a-z-]+)`/g)].map(([, code]) => [code, Number(status)]),
    );
    const known = Object.entries(problemTable).map(([code, { status }]) => [code, status]);
    expect(told.sort()).toEqual(known.sort());
  });
});
