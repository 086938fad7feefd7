import { expect, test } from 'vitest';
import { json } from '../../lib/report/json.ts';
import { context, verdict } from './example.ts';
import { hostile } from './hostile.ts';

test('the members that outside checks rely on', () => {
  const wire = JSON.parse(json.render(verdict, { toolVersion: '0.1.0' }));
  expect(Object.keys(wire)).toEqual([
    'decision',
    'policy',
    'evaluatedAt',
    'subjects',
    'findings',
    'reasons',
    'notEvaluated',
    'errors',
    'unmatchedVex',
    'inputs',
  ]);
  expect(wire.findings[0]).toMatchObject({
    rule: 'example-run-as-non-root',
    aliases: ['KSV-0012', 'CKV_K8S_23'],
    subject: 0,
    object: 'apps/v1/Deployment/production/api',
    container: 'api',
    location: { file: 'deploy.yaml', line: 10, column: 9, pointer: '/spec/template/spec/containers/0' },
    patch: null,
    waiver: null,
  });
  expect(wire.findings[3].location).toEqual({ layer: expect.stringMatching(/^sha256:/), path: 'usr/bin/su' });
  expect(wire.findings[4].package).toMatchObject({ purl: expect.stringMatching(/^pkg:deb/), fixedIn: '3.0.2-1' });
});

test('hostile texts come back as they were', () => {
  const wire = JSON.parse(json.render(hostile, context));
  expect(wire.findings[0].message).toBe(hostile.findings[0]?.message);
});
