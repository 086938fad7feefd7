import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../lib/model/json.ts';
import { ruleErrors } from './template/rules.ts';
import { schemaErrors } from './template/schema.ts';
import { packagedTemplate, type Template, templateOf } from './template/template.ts';

let template: Template;
beforeAll(() => {
  template = packagedTemplate('prod');
});

it('is what CloudFormation takes, and what a deployment must have', () => {
  expect(Object.keys(template.Resources).length).toBeGreaterThan(40);
  expect(schemaErrors(template)).toEqual([]);
  expect(ruleErrors(template)).toEqual([]);
});

/** The template with another value at a path, or without it. */
const planted = (path: string, value?: Json): Template => {
  const copy = structuredClone(template);
  const parts = path.split('/');
  const last = parts.pop() ?? '';
  const holder = parts.reduce<JsonObject>((at, part) => Object(at[part]), Object(copy));
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, value);
  return templateOf(JSON.parse(JSON.stringify(copy)));
};

describe('a planted error is found:', () => {
  it.each<[string, string, Json | undefined]>([
    ['an unknown type', 'Resources/Table/Type', 'AWS::DynamoDB::Tabel'],
    ['an unknown member', 'Resources/Table/Properties/TimeToLive', {}],
    ['an unknown member further in', 'Resources/Table/Properties/SSESpecification/Enabled', true],
    ['a member that is missing', 'Resources/Table/Properties/KeySchema', undefined],
    ['a value of another type', 'Resources/JobsQueue/Properties/VisibilityTimeout', 'half an hour'],
    ['a reference to nothing', 'Resources/LostEventsPolicy/Properties/Queues', [{ Ref: 'Lost' }]],
    [
      'an attribute that is not there',
      'Resources/JobsQueue/Properties/RedrivePolicy/deadLetterTargetArn',
      { 'Fn::GetAtt': ['DeadLetters', 'ARN'] },
    ],
  ])('%s', (_title, path, value) => {
    expect(schemaErrors(planted(path, value))).toHaveLength(1);
  });

  it.each<[string, string, Json | undefined]>([
    ['no recovery', 'Resources/Table/Properties/PointInTimeRecoverySpecification', undefined],
    ['no expiry', 'Resources/Table/Properties/TimeToLiveSpecification', undefined],
    ['no encryption', 'Resources/Table/Properties/SSESpecification/SSEEnabled', false],
    ['no protection', 'Resources/Table/Properties/DeletionProtectionEnabled', false],
    ['a table that goes with its stack', 'Resources/Table/DeletionPolicy', 'Delete'],
    ['a visibility that is too short', 'Resources/JobsQueue/Properties/VisibilityTimeout', 1799],
    ['no dead letters', 'Resources/JobsQueue/Properties/RedrivePolicy', undefined],
    ['a batch that fails as a whole', 'Resources/WorkerEventSourceMappingSQSJobsQueue/Properties/FunctionResponseTypes', undefined],
    ['a role for two', 'Resources/ApiLambdaFunction/Properties/Role', { 'Fn::GetAtt': ['WorkerRole', 'Arn'] }],
    ['an older runtime', 'Resources/ApiLambdaFunction/Properties/Runtime', 'nodejs20.x'],
    ['logs without end', 'Resources/ApiLogGroup/Properties/RetentionInDays', undefined],
    ['every action', 'Resources/ApiRole/Properties/Policies/0/PolicyDocument/Statement/0/Action', ['dynamodb:*']],
    ['every resource', 'Resources/ApiRole/Properties/Policies/0/PolicyDocument/Statement/0/Resource', ['*']],
    ['an alarm for nobody', 'Resources/BacklogAlarm/Properties/AlarmActions', undefined],
  ])('%s', (_title, path, value) => {
    expect(ruleErrors(planted(path, value)).length).toBeGreaterThan(0);
  });
});

it('its functions are small', () => {
  const bytes = (folder: string): number => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const sizes = readdirSync('dist/functions').map((name): [string, number] => [name, bytes(join('dist/functions', name))]);
  expect(sizes.length).toBe(7);
  // All parts together; the SDK's are loaded only when they are used.
  expect(sizes.filter(([, size]) => size > 1_900_000)).toEqual([]);
});
