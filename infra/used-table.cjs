// The table that the functions use: the stack's own, or one that was restored beside it (docs/aws.md, "Backup and restore"). The own one stays in the stack either way.
module.exports = async ({ resolveVariable }) => {
  const name = String(await resolveVariable('param:table')).trim();
  const stream = String(await resolveVariable('param:tableStream')).trim();
  if ((name === '') !== (stream === ''))
    throw new Error('table and tableStream are given together: the name of a table, and the ARN of its stream');
  if (name === '')
    return {
      name: { Ref: 'Table' },
      arn: { 'Fn::GetAtt': ['Table', 'Arn'] },
      stream: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      inText: `\${Table}`,
    };
  const [, arn] = /^(arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/[\w.-]+)\/stream\/[\w.:-]+$/.exec(stream) ?? [];
  if (arn === undefined || !arn.endsWith(`/${name}`))
    throw new Error(`tableStream is not the ARN of a stream of the table ${name}: ${stream}`);
  return { name, arn, stream, inText: name };
};
