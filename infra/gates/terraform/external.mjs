// Terraform's `external` data source: an object of strings on standard input, an object of strings on standard output, no side effects.
// A denial is an answer and not an error: test `allowed` in a precondition.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fail = (message) => {
  console.error(`plimsoll: ${message}`);
  process.exit(1);
};

const known = ['targets', 'policy', 'environment', 'server', 'on_error'];
let query;
try {
  query = JSON.parse(readFileSync(0, 'utf8'));
} catch {
  fail('standard input is not JSON');
}
for (const [name, value] of Object.entries(query)) {
  if (!known.includes(name)) fail(`unknown member ${name}; there are ${known.join(', ')}`);
  if (typeof value !== 'string') fail(`${name} is not a string`);
}
const targets = (query.targets ?? '')
  .split('\n')
  .map((line) => line.trim())
  .filter(Boolean);
if (targets.length === 0) fail('targets: give files, folders and image references, one a line');

const script = join(dirname(fileURLToPath(import.meta.url)), '..', 'plimsoll.sh');
const options = [
  '--format',
  'json',
  ...(query.policy ? ['--policy', query.policy] : []),
  ...(query.environment ? ['--environment', query.environment] : []),
  ...(query.server ? ['--server', query.server] : []),
  ...(query.on_error ? ['--on-error', query.on_error] : []),
];
const ran = spawnSync('bash', [script, 'check', ...options, '--', ...targets], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
const said = ran.stderr.trim();
// Without a verdict `on_error` decides, and when it says nothing either it is an error.
if (ran.status === 2 || ran.status === null || (ran.stdout === '' && !query.on_error)) fail(said || 'nothing could be judged');
if (ran.stdout === '') {
  const allowed = String(ran.status === 0);
  console.log(
    JSON.stringify({ decision: 'unknown', allowed, denied_findings: '0', warned_findings: '0', policy_digest: '', message: said }),
  );
  process.exit(0);
}

const { decision, reasons, findings, policy } = JSON.parse(ran.stdout);
const count = (effect) => String(findings.filter((finding) => finding.effect === effect && finding.waiver === null).length);
console.log(
  JSON.stringify({
    decision,
    allowed: String(ran.status === 0),
    denied_findings: count('deny'),
    warned_findings: count('warn'),
    policy_digest: policy.digest,
    message: reasons.map(({ message }) => message).join('; '),
  }),
);
