// One role for each function, with what it calls and nothing else. Actions: Service Authorization Reference.
const usedTable = require('./used-table.cjs');

const arn = (logicalId) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const allow = (actions, ...resources) => ({ Effect: 'Allow', Action: actions, Resource: resources });

const tableRights = ({ arn: table, stream }) => ({
  readTable: allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], table, { 'Fn::Sub': [`\${table}/index/*`, { table }] }),
  writeTable: allow(['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'], table),
  walkTable: allow(['dynamodb:Scan'], table),
  readStream: allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'], stream),
});
const send = (queue) => allow(['sqs:SendMessage'], arn(queue));
const consume = (queue) =>
  allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'], arn(queue));

const secretActions = {
  read: ['secretsmanager:GetSecretValue'],
  write: ['secretsmanager:CreateSecret', 'secretsmanager:PutSecretValue', 'secretsmanager:DeleteSecret', 'secretsmanager:RestoreSecret'],
};
const secrets = (prefix, ...kinds) =>
  allow(
    kinds.flatMap((kind) => secretActions[kind]),
    { 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${prefix}*` },
  );
const repositories = { 'Fn::Sub': `arn:\${AWS::Partition}:ecr:*:*:repository/*` };
const pull = [
  // A token is for no repository: this action knows no resource.
  allow(['ecr:GetAuthorizationToken'], '*'),
  allow(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'], repositories),
];
const readFindings = (mayScan) => allow(['ecr:DescribeImageScanFindings', ...(mayScan ? ['ecr:StartImageScan'] : [])], repositories);

// Gates look up whether a tag still stands for what was scanned; layers are none of their business.
const lookUpTags = [allow(['ecr:GetAuthorizationToken'], '*'), allow(['ecr:BatchGetImage'], repositories)];

const listImages = [
  // Asked without a name, it is about no repository.
  allow(['ecr:DescribeRepositories'], '*'),
  allow(['ecr:DescribeImages'], repositories),
];

const logs = (stage, name) => [
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], {
    'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/plimsoll-${stage}-${name}:*`,
  }),
  // Traces have no resource either.
  allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'),
];

const statements = (prefix, mayScan, members, { readTable, writeTable, walkTable, readStream }) => ({
  // Whoever speaks to registries does so with the role of an account that has one.
  api: [readTable, writeTable, send('JobsQueue'), secrets(prefix, 'read', 'write'), ...lookUpTags, ...members],
  // Its secrets are the registry's credentials and the key that signs cursors, which it may be the first to need.
  vulnerabilities: [readTable, writeTable, secrets(prefix, 'read', 'write'), ...pull, ...members],
  worker: [
    readTable,
    writeTable,
    consume('JobsQueue'),
    send('JobsQueue'),
    secrets(prefix, 'read'),
    ...pull,
    readFindings(mayScan),
    ...members,
  ],
  'ecr-events': [readTable, writeTable, send('JobsQueue'), send('LostEvents')],
  advisories: [readTable, writeTable, send('JobsQueue'), secrets(prefix, 'read'), ...pull, ...members],
  reconciler: [readTable, writeTable, send('JobsQueue'), ...listImages, ...members],
  outbox: [readTable, writeTable, readStream, secrets(prefix, 'read')],
  sweeper: [readTable, writeTable, send('JobsQueue'), secrets(prefix, 'read')],
  'dead-letters': [readTable, writeTable, consume('DeadLetters')],
  migrate: [readTable, writeTable, walkTable],
  'admin-key': [readTable, writeTable],
});

const logicalId = (name) => `${name.replace(/(^|-)([a-z])/g, (_, _dash, letter) => letter.toUpperCase())}Role`;

const role = (stage, name, own) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: name, PolicyDocument: { Version: '2012-10-17', Statement: [...own, ...logs(stage, name)] } }],
  },
});

const roleArnsIn = (text) => {
  try {
    return Object.values(JSON.parse(text));
  } catch (error) {
    throw new Error(`the parameter ecrRoles is no JSON of roles by account: ${error.message}`);
  }
};

module.exports = async ({ resolveVariable }) => {
  const rights = tableRights(await usedTable({ resolveVariable }));
  const stage = await resolveVariable('sls:stage');
  const prefix = await resolveVariable('self:custom.secretPrefix');
  const mayScan = String(await resolveVariable('param:ecrStartScans')) === 'true';
  const roleArns = roleArnsIn(await resolveVariable('param:ecrRoles'));
  const members = roleArns.length > 0 ? [allow(['sts:AssumeRole'], ...roleArns)] : [];
  const roles = Object.entries(statements(prefix, mayScan, members, rights)).map(([name, own]) => [
    logicalId(name),
    role(stage, name, own),
  ]);
  return { Resources: Object.fromEntries(roles) };
};
