import { isList, isObject, type Json, type JsonObject, numberAt, objectAt, stringAt } from '../../../lib/model/json.ts';
import { type Resource, resourcesOf, type Template } from './template.ts';

type Rule = (template: Template) => readonly string[];

const idIn = (value: Json | undefined): string => {
  const get = isObject(value) ? value['Fn::GetAtt'] : undefined;
  return isList(get) ? String(get[0]) : '';
};
const listAt = (value: Json, name: string): readonly Json[] => {
  const member = isObject(value) ? value[name] : undefined;
  return isList(member) ? member : [];
};
const complain = (resources: readonly Resource[], what: string, holds: (resource: Resource) => boolean): readonly string[] =>
  resources.flatMap((resource) => (holds(resource) ? [] : [`${resource.id}: ${what}`]));

const tables: Rule = (template) => {
  const all = resourcesOf(template, 'AWS::DynamoDB::Table');
  return [
    ...complain(
      all,
      'recovery to a point in time',
      ({ properties }) => objectAt(properties, 'PointInTimeRecoverySpecification')['PointInTimeRecoveryEnabled'] === true,
    ),
    ...complain(all, 'encryption', ({ properties }) => objectAt(properties, 'SSESpecification')['SSEEnabled'] === true),
    ...complain(
      all,
      'expiry',
      ({ properties }) => stringAt(objectAt(properties, 'TimeToLiveSpecification'), 'AttributeName') === 'expires_at',
    ),
    ...complain(all, 'protection from deletion', ({ properties }) => properties['DeletionProtectionEnabled'] === true),
    ...complain(all, 'kept when the stack is removed', ({ resource }) => resource['DeletionPolicy'] === 'Retain'),
    ...complain(all, 'two indexes', ({ properties }) => listAt(properties, 'GlobalSecondaryIndexes').length === 2),
  ];
};

const queues: Rule = (template) => {
  const all = resourcesOf(template, 'AWS::SQS::Queue');
  return [
    ...complain(all, 'encryption', ({ properties }) => properties['SqsManagedSseEnabled'] === true),
    ...complain(
      all.filter(({ id }) => id === 'JobsQueue'),
      'dead letters',
      ({ properties }) => idIn(objectAt(properties, 'RedrivePolicy')['deadLetterTargetArn']) === 'DeadLetters',
    ),
  ];
};

/** Source: Lambda developer guide, using Lambda with Amazon SQS: six times the time-out, and failures told one by one. */
const consumers: Rule = (template) => {
  const queueOf = ({ properties }: Resource): JsonObject =>
    objectAt(objectAt(template.Resources, idIn(properties['EventSourceArn'])), 'Properties');
  const functionOf = ({ properties }: Resource): JsonObject =>
    objectAt(objectAt(template.Resources, idIn(properties['FunctionName'])), 'Properties');
  const all = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').filter(
    (one) => numberAt(queueOf(one), 'VisibilityTimeout') !== undefined,
  );
  return [
    ...(all.length === 2 ? [] : ['two queues have consumers']),
    ...complain(
      all,
      'visibility of six time-outs',
      (one) => (numberAt(queueOf(one), 'VisibilityTimeout') ?? 0) >= 6 * (numberAt(functionOf(one), 'Timeout') ?? Infinity),
    ),
    ...complain(all, 'failures one by one', ({ properties }) =>
      listAt(properties, 'FunctionResponseTypes').includes('ReportBatchItemFailures'),
    ),
  ];
};

const functions: Rule = (template) => {
  const all = resourcesOf(template, 'AWS::Lambda::Function');
  const roles = all.map(({ properties }) => idIn(properties['Role']));
  return [
    ...(new Set(roles).size === all.length && !roles.includes('') ? [] : ['each function has a role of its own']),
    ...complain(
      all,
      'Node 24 on arm64',
      ({ properties }) => properties['Runtime'] === 'nodejs24.x' && listAt(properties, 'Architectures').includes('arm64'),
    ),
    ...complain(all, 'traces', ({ properties }) => objectAt(properties, 'TracingConfig')['Mode'] === 'Active'),
    ...complain(
      resourcesOf(template, 'AWS::Logs::LogGroup'),
      'an end to what logs are kept',
      ({ properties }) => (numberAt(properties, 'RetentionInDays') ?? 0) > 0,
    ),
  ];
};

// These know no resource, or are asked of all. Source: Service Authorization Reference, ECR and X-Ray.
const withoutResource = new Set([
  'ecr:DescribeRepositories',
  'ecr:GetAuthorizationToken',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
]);

const roles: Rule = (template) =>
  resourcesOf(template, 'AWS::IAM::Role').flatMap(({ id, properties }) =>
    listAt(properties, 'Policies')
      .flatMap((policy) => listAt(objectAt(objectAt({ policy }, 'policy'), 'PolicyDocument'), 'Statement'))
      .flatMap((statement) => {
        const actions = listAt(statement, 'Action').map(String);
        const isWide = listAt(statement, 'Resource').includes('*') && !actions.every((action) => withoutResource.has(action));
        return [
          ...(isWide ? [`${id}: ${actions} on everything`] : []),
          ...actions.filter((action) => action.includes('*')).map((action) => `${id}: ${action}`),
        ];
      }),
  );

const alarms: Rule = (template) =>
  complain(
    resourcesOf(template, 'AWS::CloudWatch::Alarm'),
    'somebody to tell',
    ({ properties }) => listAt(properties, 'AlarmActions').length > 0,
  );

const rules: readonly Rule[] = [tables, queues, consumers, functions, roles, alarms];

/** What a deployment must have and no emulator looks at. */
export const ruleErrors: Rule = (template) => rules.flatMap((rule) => rule(template));
