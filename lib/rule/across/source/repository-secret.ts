import { defineRule, problem } from '../../rule.ts';
import { allowedBy, allowParams } from '../../secret-allowed.ts';

export const repositorySecret = defineRule({
  id: 'repository-secret',
  on: 'across',
  title: 'No secret stands in a file of the repository',
  severity: 'high',
  severityReason: 'Everybody who can read the repository has it, and deleting the file leaves it in the history.',
  aliases: [],
  remediation: 'Replace the secret where it is used, and keep the new one outside the repository.',
  reference: 'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
  category: 'secrets',
  defaultParams: allowParams,
  *check({ change }, { params }) {
    const isAllowed = allowedBy(params);
    for (const { subject, secret } of change.secrets ?? []) {
      if (isAllowed({ path: secret.file, fingerprint: secret.fingerprint, kind: secret.rule })) continue;
      yield problem(`${secret.title} (${secret.start}***)`, {
        subject,
        location: { kind: 'source', file: secret.file, line: secret.line, column: 1 },
        aliases: [secret.rule],
        discriminator: secret.fingerprint,
      });
    }
  },
});
