const usedTable = require('./used-table.cjs');

// What the runbook looks at, on one page. Widgets are JSON in a string, with names of resources put in by CloudFormation.
// `name` stands for what CloudFormation knows of a resource.
const known = (name) => `\${${name}}`;
const region = known('AWS::Region');

const widget = (x, y, title, metrics, more = {}) => ({
  type: 'metric',
  x,
  y,
  width: 8,
  height: 6,
  properties: { title, region, period: 300, stat: 'Sum', view: 'timeSeries', metrics, ...more },
});
const own = (stage, name, ...dimensions) => ['Plimsoll', name, 'stage', stage, ...dimensions];

module.exports = async ({ resolveVariable }) => {
  const { inText: table } = await usedTable({ resolveVariable });
  const stage = await resolveVariable('sls:stage');
  const lambda = (metric, ...names) => names.map((name) => ['AWS/Lambda', metric, 'FunctionName', `plimsoll-${stage}-${name}`]);
  const queue = (metric, name) => ['AWS/SQS', metric, 'QueueName', name];
  const states = ['succeeded', 'failed', 'unsupported', 'timed_out'];
  const widgets = [
    widget(
      0,
      0,
      'Scans ended',
      states.map((state) => own(stage, 'ScansEnded', 'state', state)),
    ),
    widget(8, 0, 'From push or request to verdict, ms', [own(stage, 'ScanMs')], { stat: 'p90' }),
    widget(
      16,
      0,
      'Waiting',
      [
        queue('ApproximateNumberOfMessagesVisible', known('JobsQueue.QueueName')),
        queue('ApproximateAgeOfOldestMessage', known('JobsQueue.QueueName')),
      ],
      { stat: 'Maximum' },
    ),
    widget(0, 6, 'Lost: dead letters, events, found by the reconciler', [
      own(stage, 'DeadLetters'),
      queue('ApproximateNumberOfMessagesVisible', known('LostEvents.QueueName')),
      own(stage, 'LostEventsFound'),
    ]),
    widget(8, 6, 'Webhooks: tried, delivered', [own(stage, 'WebhookAttempts'), own(stage, 'WebhookAttempts', 'outcome', 'delivered')]),
    widget(16, 6, 'Verdicts that changed', [own(stage, 'VerdictsChanged')]),
    widget(0, 12, 'API', [
      ['AWS/ApiGateway', 'Count', 'ApiId', known('HttpApi')],
      ['AWS/ApiGateway', '4xx', 'ApiId', known('HttpApi')],
      ['AWS/ApiGateway', '5xx', 'ApiId', known('HttpApi')],
    ]),
    widget(
      8,
      12,
      'Errors of functions',
      lambda('Errors', 'api', 'worker', 'ecr-events', 'outbox', 'sweeper', 'reconciler', 'advisories', 'dead-letters'),
    ),
    widget(16, 12, 'Table: throttled, units', [
      ['AWS/DynamoDB', 'ThrottledRequests', 'TableName', table],
      ['AWS/DynamoDB', 'ConsumedWriteCapacityUnits', 'TableName', table],
      ['AWS/DynamoDB', 'ConsumedReadCapacityUnits', 'TableName', table],
    ]),
  ];
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: { DashboardName: `plimsoll-${stage}`, DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) } },
      },
    },
  };
};
