import { describe, expect, it } from 'vitest';
import { found, judge } from './judge.ts';

const service = (lines: string, more = ''): string => `services:\n  web:\n    image: a:1\n${lines.replace(/^(?=.)/gm, '    ')}\n${more}`;
const places = (rule: string, lines: string): number[] =>
  found(rule, service(lines)).flatMap(({ location }) => (location.kind === 'source' ? [location.line] : []));

describe('what each rule finds, by line, and near misses', () => {
  it.each<[string, string, number[]]>([
    ['compose-privileged', 'privileged: "\u0024{PRIVILEGED:-true}"', [4]],
    ['compose-privileged', 'privileged: "\u0024{PRIVILEGED}"', []],
    ['compose-cap-add', 'cap_add:\n  - CHOWN\n  - cap_sys_admin\n  - SYS_TIME', [6, 7]],
    ['compose-cap-drop', 'cap_drop: [all]', []],
    ['compose-no-new-privileges', 'security_opt: [no-new-privileges]', []],
    ['compose-no-new-privileges', 'security_opt: ["no-new-privileges=true"]', []],
    ['compose-unconfined', 'security_opt:\n  - apparmor=unconfined\n  - label:disable\n  - label:user:x', [5, 6]],
    ['compose-user', 'user: root:root', [4]],
    ['compose-user', 'user: 0', [4]],
    ['compose-user', 'user: rooted', []],
    ['compose-user', 'user: "\u0024{UID}"', []],
    ['compose-host-network', 'network_mode: "service:vpn"', []],
    ['compose-host-pid', 'pid: "container:x"', []],
    ['compose-host-device', 'devices:\n  - /dev/nvme0n1:/dev/x\n  - /dev/fuse', [5]],
    ['compose-runtime-socket', 'volumes:\n  - type: bind\n    source: /run/docker.sock\n    target: /s', [6]],
    ['compose-runtime-socket', 'volumes: ["\u0024{SOCK:-/var/run/docker.sock}:/var/run/docker.sock"]', [4]],
    ['compose-runtime-socket', 'volumes: ["/var/run:/host"]', [4]],
    ['compose-runtime-socket', 'volumes:\n  - {type: volume, source: docker.sock, target: /var/run/docker.sock}', []],
    ['compose-host-path-sensitive', 'volumes: ["/:/host:ro"]', [4]],
    ['compose-host-path-sensitive', 'volumes: ["~/.ssh:/root/.ssh:ro"]', [4]],
    ['compose-host-path-sensitive', 'volumes: ["/var/lib/docker/:/d"]', [4]],
    ['compose-host-path-sensitive', 'volumes: ["/etcetera:/etc"]', []],
    ['compose-host-path-sensitive', 'volumes: ["/srv/../etc:/x"]', [4]],
    ['compose-host-path', 'volumes: ["../shared:/x", "/data", "/srv/x:/x:ro"]', [4]],
    ['compose-mount-propagation', 'volumes: ["/srv:/x:rslave,z"]', [4]],
    ['compose-image-tag', 'build: .\nimage: web', []],
    ['compose-secret-env', 'environment:\n  - PATH=/bin\n  - DB_PASSWORD=hunter2-prod\n  - API_TOKEN=\u0024{TOKEN}', [6]],
    ['compose-secret-env', 'environment:\n  URL: postgres://u:hunter22@db/x', [5]],
    ['compose-secret-env', 'environment:\n  DB_PASSWORD: \u0024{DB_PASSWORD:-hunter2-prod}', [5]],
    ['compose-secret-env', 'environment:\n  DB_PASSWORD:', []],
    ['compose-secret-env', 'build:\n  context: .\n  args: {NPM_TOKEN: abcdefgh}', [6]],
    ['compose-memory-limit', 'deploy: {resources: {limits: {memory: "\u0024{MEM}"}}}', []],
    ['compose-memory-limit', 'deploy: {resources: {reservations: {memory: 1g}}}', [2]],
    ['compose-cpu-limit', 'cpu_quota: 50000', []],
    ['compose-pids-limit', 'deploy: {resources: {limits: {pids: 10}}}', []],
    ['compose-healthcheck', 'healthcheck: {test: ["NONE"]}', [4]],
    [
      'compose-port-all-addresses',
      'ports:\n  - "3000-3005"\n  - 0.0.0.0:53:53/udp\n  - "[::]:80:80"\n  - 10.0.0.1::80\n  - 443',
      [5, 6, 7, 9],
    ],
    ['compose-port-all-addresses', 'ports:\n  - {target: 80, published: 8080}\n  - {target: 81, host_ip: "\u0024{IP:-0.0.0.0}"}', [5, 6]],
    ['compose-port-all-addresses', 'ports: ["\u0024{BIND}:80:80", "127.0.0.1:8001-8002:80-81"]', []],
    ['compose-port-all-addresses', 'expose: ["80"]', []],
  ])('%s: %j', (rule, lines, expected) => {
    expect(places(rule, lines)).toEqual(expected);
  });
});

it('points at the member, with the service as its container', () => {
  const [finding] = found('compose-privileged', service('privileged: true'));
  expect(finding).toMatchObject({
    object: 'Compose/compose.yaml',
    container: 'web',
    severity: 'critical',
    location: { line: 4, column: 5, pointer: '/services/web/privileged' },
  });
});

it('says nothing of what a fragment leaves out', () => {
  expect(judge('services:\n  web:\n    environment: {A: b}\n').findings).toEqual([]);
});

it('looks for what is missing where the service extends another', () => {
  const bases = 'services:\n  base:\n    image: a:1\n    mem_limit: 1g\n  web:\n    extends: {service: base}\n';
  expect(found('compose-memory-limit', bases)).toEqual([]);
  const { findings, notEvaluated } = judge('services:\n  web:\n    image: a:1\n    extends: {service: base, file: other.yaml}\n');
  expect(findings).toEqual([]);
  expect(notEvaluated.map(({ rule }) => rule)).toContain('compose-memory-limit');
});

it('sees through merge keys', () => {
  const text = 'x-base: &base\n  image: a:1\n  privileged: true\nservices:\n  web:\n    <<: *base\n';
  expect(found('compose-privileged', text)).toMatchObject([{ container: 'web', location: { line: 3 } }]);
});
