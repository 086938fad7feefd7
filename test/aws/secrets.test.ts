import { randomUUID } from 'node:crypto';
import { secretsManager } from '../../lib/adapters/aws/secrets.ts';
import { secretsContract } from '../contract/secrets.ts';

const clock = { now: () => Date.now() };
// LocalStack 4.14 takes a value for a secret that waits for its deletion; AWS refuses it. Source: PutSecretValue, InvalidRequestException.
const again = process.env['LOCALSTACK'] === undefined;

secretsContract('Secrets Manager', async () => ({ secrets: secretsManager({ clock, prefix: `test/${randomUUID()}/` }), close: () => {} }), {
  again,
});
secretsContract(
  'Secrets Manager, nothing kept',
  async () => ({ secrets: secretsManager({ clock, prefix: `test/${randomUUID()}/`, keepMs: 0 }), close: () => {} }),
  { again },
);
