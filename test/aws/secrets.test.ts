import { randomUUID } from 'node:crypto';
import { secretsManager } from '../../lib/adapters/aws/secrets.ts';
import { secretsContract } from '../contract/secrets.ts';

const clock = { now: () => Date.now() };

secretsContract('Secrets Manager', async () => ({ secrets: secretsManager({ clock, prefix: `test/${randomUUID()}/` }), close: () => {} }));
secretsContract('Secrets Manager, nothing kept', async () => ({
  secrets: secretsManager({ clock, prefix: `test/${randomUUID()}/`, keepMs: 0 }),
  close: () => {},
}));
