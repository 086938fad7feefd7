// Who may send events to this account's bus: accounts by number, or all of an organisation. None by default.
const list = (text) =>
  String(text)
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

const statement = (id, principal, condition) => ({
  Type: 'AWS::Events::EventBusPolicy',
  Properties: {
    StatementId: id,
    Statement: {
      Effect: 'Allow',
      Principal: principal,
      Action: 'events:PutEvents',
      Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/default` },
      ...condition,
    },
  },
});

module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const accounts = list(await resolveVariable('param:memberAccounts'));
  const organisation = String(await resolveVariable('param:organisation')).trim();
  const Resources = {
    ...(accounts.length > 0 && { MemberEvents: statement(`plimsoll-${stage}-members`, { AWS: accounts }, {}) }),
    ...(organisation !== '' && {
      OrganisationEvents: statement(`plimsoll-${stage}-organisation`, '*', {
        Condition: { StringEquals: { 'aws:PrincipalOrgID': organisation } },
      }),
    }),
  };
  return { Resources };
};
