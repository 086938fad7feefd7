import type { Command } from 'commander';

const digest = 'sha256:1f0c…';
const image = 'registry.example.com/shop/web';

/** What `--help` of each command shows at its end: lines that can be typed as they stand, but for what `…` leaves out. */
export const examples: { readonly [command: string]: readonly string[] } = {
  '': ['plimsoll check deploy/', 'plimsoll image registry.example.com/shop/web:1.4', 'plimsoll help check'],
  check: [
    'plimsoll check deploy/',
    'helm template . | plimsoll check -',
    `plimsoll check k8s/ Dockerfile ${image}:1.4 --policy restricted`,
    'plimsoll check deploy/ --server https://plimsoll.example.com',
  ],
  fs: ['plimsoll fs .', 'plimsoll fs . --since origin/main --format markdown', 'plimsoll fs . --report sarif=plimsoll.sarif --quiet'],
  image: [
    `plimsoll image ${image}:1.4`,
    'docker save web:dev | plimsoll image -',
    `plimsoll image ${image}:1.4 --inventory --format json --platform linux/arm64`,
  ],
  fix: ['plimsoll fix deploy/', 'plimsoll fix deploy/ Dockerfile --write --pin', 'plimsoll fix deploy/web.yaml --format strategic'],
  scan: [
    `plimsoll scan ${image}:1.4 deploy/ Dockerfile --environment production`,
    `plimsoll scan ${image}:1.4 --no-wait`,
    'plimsoll scan bom.json --fail-on warn',
  ],
  gate: [
    `plimsoll gate --environment production ${image}:1.4`,
    `plimsoll gate --environment production --service shop --only-if-worse ${image}@${digest}`,
    `plimsoll gate --environment production --break-glass "the shop is down" --ticket INC-42 ${image}:1.4`,
  ],
  verdict: [
    'plimsoll verdict ver_01JD3Q8ZK5V9X2T4B6N8M0C1D2',
    'plimsoll verdict ver_01JD3Q8ZK5V9X2T4B6N8M0C1D2 --format html > verdict.html',
  ],
  deployed: [`plimsoll deployed --environment production --service shop ${image}@${digest}`],
  diff: ['plimsoll diff ver_01JD3Q8ZK5V9X2T4B6N8M0C1D2 ver_01JD3QAX7M4H8K2R5T9W1Y3Z6B'],
  waiver: ['plimsoll waiver list --state active'],
  'waiver list': ['plimsoll waiver list --state active', 'plimsoll waiver list --expiring-within 14'],
  'waiver unused': ['plimsoll waiver unused --days 90'],
  'waiver import': ['plimsoll waiver import .trivyignore --repository "registry.example.com/shop/**" --dry-run'],
  'waiver show': ['plimsoll waiver show wvr_01JD3Q8ZK5V9X2T4B6N8M0C1D2'],
  'waiver create': [
    'plimsoll waiver create --rule CVE-2026-1234 --repository "registry.example.com/shop/**" --until-fixed --reason "not reached"',
    'plimsoll waiver create --rule run-as-non-root --object "apps/v1/Deployment/shop/*" --expires 2027-03-31 --ticket OPS-7 --reason "vendor image"',
  ],
  'waiver approve': ['plimsoll waiver approve wvr_01JD3Q8ZK5V9X2T4B6N8M0C1D2'],
  'waiver revoke': ['plimsoll waiver revoke wvr_01JD3Q8ZK5V9X2T4B6N8M0C1D2'],
  webhook: ['plimsoll webhook list'],
  'webhook list': ['plimsoll webhook list --format json'],
  'webhook show': ['plimsoll webhook show whk_01JD3Q8ZK5V9X2T4B6N8M0C1D2'],
  'webhook create': [
    'plimsoll webhook create https://hooks.example.com/plimsoll --events verdict.denied "waiver.*"',
    'plimsoll webhook create https://hooks.slack.com/services/… --as slack --events verdict.denied --environment production',
  ],
  'webhook test': ['plimsoll webhook test whk_01JD3Q8ZK5V9X2T4B6N8M0C1D2'],
  'webhook rotate': ['plimsoll webhook rotate whk_01JD3Q8ZK5V9X2T4B6N8M0C1D2 --keep 86400'],
  'webhook deliveries': ['plimsoll webhook deliveries whk_01JD3Q8ZK5V9X2T4B6N8M0C1D2 --state failed'],
  'webhook replay': [
    'plimsoll webhook replay whk_01JD3Q8ZK5V9X2T4B6N8M0C1D2 dlv_01JD3QAX7M4H8K2R5T9W1Y3Z6B',
    'plimsoll webhook replay whk_01JD3Q8ZK5V9X2T4B6N8M0C1D2 --since 2026-11-22T10:00:00Z',
  ],
  'webhook remove': ['plimsoll webhook remove whk_01JD3Q8ZK5V9X2T4B6N8M0C1D2'],
  key: ['plimsoll key list'],
  'key list': ['plimsoll key list --format json'],
  'key create': [
    'plimsoll key create --name pipeline --scope scan:write scan:read verdict:read gate:read --expires 2027-03-31',
    'plimsoll key create --name cluster --scope gate:read --from 10.0.0.0/8 --per-minute 6000',
  ],
  'key revoke': ['plimsoll key revoke key_01JD3Q8ZK5V9X2T4B6N8M0C1D2'],
  replay: ['plimsoll replay ./policies/web.yaml --since 30d', 'plimsoll replay restricted --judged-by "*" --environment production'],
  policy: ['plimsoll policy explain restricted'],
  'policy lint': ['plimsoll policy lint policies/*.yaml'],
  'policy show': ['plimsoll policy show restricted', 'plimsoll policy show kyverno/ > platform.json'],
  'policy test': ['plimsoll policy test policies/web.test.yaml --policy policies/web.yaml'],
  'policy explain': ['plimsoll policy explain restricted', 'plimsoll policy explain KSV-0017'],
  'policy init': ['plimsoll policy init --name team > policies/team.yaml'],
  advisories: ['plimsoll advisories status'],
  'advisories import': [
    'plimsoll advisories import osv/Debian.zip osv/npm.zip --kev known_exploited_vulnerabilities.json --epss epss_scores.csv.gz',
  ],
  'advisories update': ['plimsoll advisories update', 'plimsoll advisories update --progress lines'],
  'advisories diff': ['plimsoll advisories diff --format json'],
  'advisories status': ['plimsoll advisories status'],
  'advisories vex': ['plimsoll advisories vex', `plimsoll advisories vex ${image}:1.4`],
  'advisories publish': ['plimsoll advisories publish registry.example.com/plimsoll/advisories:latest'],
  'advisories pull': ['plimsoll advisories pull registry.example.com/plimsoll/advisories:latest'],
  'who-has': ['plimsoll who-has "log4j-core@<2.17.1"', 'plimsoll who-has pkg:npm/lodash --format json'],
  'compare-base': [`plimsoll compare-base ${image}:1.4 debian:13-slim alpine:3.22`],
  serve: ['plimsoll serve', 'plimsoll serve --home /var/lib/plimsoll --host 0.0.0.0 --port 8080'],
  completion: [
    'plimsoll completion bash > /etc/bash_completion.d/plimsoll',
    'plimsoll completion zsh > ~/.zfunc/_plimsoll',
    'plimsoll completion fish > ~/.config/fish/completions/plimsoll.fish',
  ],
  doctor: ['plimsoll doctor', 'plimsoll doctor --registry registry.example.com'],
};

/** Puts each command's examples behind its options. */
export const addExamples = (command: Command, path: readonly string[] = []): void => {
  const lines = examples[path.join(' ')] ?? [];
  if (lines.length > 0)
    command.addHelpText('after', `\n${lines.length > 1 ? 'Examples' : 'Example'}:\n${lines.map((line) => `  ${line}`).join('\n')}`);
  for (const child of command.commands) addExamples(child, [...path, child.name()]);
};
