import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Json, type JsonObject, objectAt } from '../../lib/model/json.ts';
import { cfnLint } from './template/cfn-lint.ts';
import { ruleErrors } from './template/rules.ts';
import { schemaErrors } from './template/schema.ts';
import { packagedTemplate, resourcesOf, type Template, templateOf } from './template/template.ts';

let template: Template;
let ofOrganisation: Template;
beforeAll(() => {
  template = packagedTemplate('prod');
  const role = JSON.stringify({ '222222222222': 'arn:aws:iam::222222222222:role/plimsoll-org-member' });
  ofOrganisation = packagedTemplate('org', [
    `--param=ecrRoles=${role}`,
    '--param=memberAccounts=222222222222',
    '--param=organisation=o-exampleorg',
  ]);
});

it('is what CloudFormation takes, and what a deployment must have', () => {
  expect(Object.keys(template.Resources).length).toBeGreaterThan(40);
  expect(schemaErrors(template)).toEqual([]);
  expect(ruleErrors(template)).toEqual([]);
});

it('uses a restored table everywhere when one is named, and keeps its own', () => {
  const arn = 'arn:aws:dynamodb:us-east-1:123456789012:table/plimsoll-restored';
  const stream = `${arn}/stream/2026-11-27T08:00:00.000`;
  const restored = packagedTemplate('restored', ['--param=table=plimsoll-restored', `--param=tableStream=${stream}`]);
  expect([schemaErrors(restored), ruleErrors(restored)]).toEqual([[], []]);
  expect(resourcesOf(restored, 'AWS::DynamoDB::Table')).toHaveLength(1);
  const text = JSON.stringify(restored);
  expect(text).not.toMatch(/"Ref":"Table"|"Fn::GetAtt":\["Table"|\$\{Table\}/);
  const tables = resourcesOf(restored, 'AWS::Lambda::Function').map(({ properties }) =>
    String(objectAt(objectAt(properties, 'Environment'), 'Variables')['PLIMSOLL_TABLE']),
  );
  expect([tables.length, new Set(tables)]).toEqual([11, new Set(['plimsoll-restored'])]);
  expect(text).toContain(`"EventSourceArn":"${stream}"`);
});

/** The template with another value at a path, or without it. */
const planted = (path: string, value?: Json, from = template): Template => {
  const copy = structuredClone(from);
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

  /** By the rule that is meant, and by no other. */
  const plantings: readonly (readonly [string, string, Json | undefined, string])[] = [
    ['no recovery', 'Resources/Table/Properties/PointInTimeRecoverySpecification', undefined, 'Table: recovery to a point in time'],
    ['no expiry', 'Resources/Table/Properties/TimeToLiveSpecification', undefined, 'Table: expiry'],
    ['no encryption', 'Resources/Table/Properties/SSESpecification/SSEEnabled', false, 'Table: encryption'],
    ['no protection', 'Resources/Table/Properties/DeletionProtectionEnabled', false, 'Table: protection from deletion'],
    ['a table that goes with its stack', 'Resources/Table/DeletionPolicy', 'Delete', 'Table: kept when the stack is removed'],
    ['an index too few', 'Resources/Table/Properties/GlobalSecondaryIndexes', [], 'Table: two indexes'],
    ['a queue in the clear', 'Resources/LostEvents/Properties/SqsManagedSseEnabled', undefined, 'LostEvents: encryption'],
    ['no dead letters', 'Resources/JobsQueue/Properties/RedrivePolicy', undefined, 'JobsQueue: dead letters'],
    [
      'a queue without a consumer',
      'Resources/DeadDashlettersEventSourceMappingSQSDeadLetters/Type',
      'AWS::SNS::Topic',
      'two queues have consumers',
    ],
    [
      'a visibility that is too short',
      'Resources/JobsQueue/Properties/VisibilityTimeout',
      1799,
      'WorkerEventSourceMappingSQSJobsQueue: visibility of six time-outs',
    ],
    [
      'a batch that fails as a whole',
      'Resources/WorkerEventSourceMappingSQSJobsQueue/Properties/FunctionResponseTypes',
      undefined,
      'WorkerEventSourceMappingSQSJobsQueue: failures one by one',
    ],
    [
      'a role for two',
      'Resources/ApiLambdaFunction/Properties/Role',
      { 'Fn::GetAtt': ['WorkerRole', 'Arn'] },
      'each function has a role of its own',
    ],
    ['an older runtime', 'Resources/ApiLambdaFunction/Properties/Runtime', 'nodejs20.x', 'ApiLambdaFunction: Node 24 on arm64'],
    ['another processor', 'Resources/ApiLambdaFunction/Properties/Architectures', ['x86_64'], 'ApiLambdaFunction: Node 24 on arm64'],
    ['no traces', 'Resources/WorkerLambdaFunction/Properties/TracingConfig', undefined, 'WorkerLambdaFunction: traces'],
    ['logs without end', 'Resources/ApiLogGroup/Properties/RetentionInDays', undefined, 'ApiLogGroup: an end to what logs are kept'],
    ['every action', 'Resources/ApiRole/Properties/Policies/0/PolicyDocument/Statement/0/Action', ['dynamodb:*'], 'ApiRole: dynamodb:*'],
    [
      'every resource',
      'Resources/AdminKeyRole/Properties/Policies/0/PolicyDocument/Statement/0/Resource',
      ['*'],
      'AdminKeyRole: dynamodb:GetItem,dynamodb:BatchGetItem,dynamodb:Query on everything',
    ],
    ['an alarm for nobody', 'Resources/BacklogAlarm/Properties/AlarmActions', undefined, 'BacklogAlarm: somebody to tell'],
  ];
  it.each(plantings)('%s', (_title, path, value, told) => {
    expect(ruleErrors(planted(path, value))).toEqual([told]);
  });
});

it('takes events of an organisation and roles of its accounts, and of nobody when none is named', () => {
  expect(resourcesOf(template, 'AWS::Events::EventBusPolicy')).toEqual([]);
  expect(JSON.stringify(template)).not.toContain('sts:AssumeRole"]');
  expect(schemaErrors(ofOrganisation)).toEqual([]);
  expect(ruleErrors(ofOrganisation)).toEqual([]);
  const policies = resourcesOf(ofOrganisation, 'AWS::Events::EventBusPolicy').map(({ properties }) => objectAt(properties, 'Statement'));
  expect(policies).toMatchObject([
    { Principal: { AWS: ['222222222222'] }, Action: 'events:PutEvents' },
    { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg' } } },
  ]);
  const mayAssume = resourcesOf(ofOrganisation, 'AWS::IAM::Role').flatMap(({ id, properties }) =>
    JSON.stringify(properties).includes('"Action":["sts:AssumeRole"],"Resource":["arn:aws:iam::222222222222:role/plimsoll-org-member"]')
      ? [id]
      : [],
  );
  expect(mayAssume.sort()).toEqual(['AdvisoriesRole', 'ApiRole', 'ReconcilerRole', 'VulnerabilitiesRole', 'WorkerRole']);
});

it('cfn-lint has nothing to say of it, and finds what is planted', () => {
  const plantings: readonly (readonly [string, Json])[] = [
    ['Resources/ApiLambdaFunction/Properties/Runtime', 'nodejs99.x'],
    ['Resources/JobsQueue/Properties/MessageRetentionPeriod', 10],
    ['Resources/WorkerLambdaFunction/Properties/MemorySize', 99_999],
    ['Resources/LostEventsPolicy/Properties/Queues', [{ Ref: 'Lost' }]],
    ['Resources/SweeperEventsRuleSchedule1/Properties/ScheduleExpression', 'every minute'],
    ['Resources/Table/Properties/KeySchema/0/AttributeName', 'nobody'],
  ];
  const broken = plantings.reduce((all, [path, value]) => planted(path, value, all), template);
  const told = cfnLint({
    'whole.json': JSON.stringify(template),
    'member.yml': readFileSync('infra/member.yml', 'utf8'),
    'central.json': JSON.stringify(ofOrganisation),
    'broken.json': JSON.stringify(broken),
  });
  expect([told['whole.json'], told['member.yml'], told['central.json']]).toEqual([[], [], []]);
  const places = plantings.map(([path]) => path.split('/').slice(0, 2).join('/'));
  const isFound = (place: string): boolean => told['broken.json']?.some((error) => error.startsWith('E') && error.includes(place)) ?? false;
  expect(places.filter((place) => !isFound(place))).toEqual([]);
});

/** The parts that are loaded before the first call; those that come by `import()` are not among them. */
const loadedAtOnce = (folder: string, part = 'index.mjs', seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(part)) return seen;
  seen.add(part);
  const text = readFileSync(join(folder, part), 'utf8');
  for (const [, next = ''] of text.matchAll(/(?:from|import)"\.\/((?:part-[A-Z0-9]+|shared)\.mjs)"/g)) loadedAtOnce(folder, next, seen);
  return seen;
};

it('its functions load little before their first call', () => {
  const names = readdirSync('dist/functions').filter((name) => !name.endsWith('.zip'));
  const sizes = names.map((name): [string, number] => {
    const folder = join('dist/functions', name);
    return [name, [...loadedAtOnce(folder)].reduce((sum, part) => sum + statSync(join(folder, part)).size, 0)];
  });
  expect(sizes.length).toBe(11);
  expect(sizes.filter(([, size]) => size > 1_500_000)).toEqual([]);
});
