// Runs in a network and mount namespace of its own: addresses of the inside and one of the outside, all on this machine, and a listener on each.
// Prints what the service, asked over its API to call them, has answered, and which of them were reached.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const [bundle] = process.argv.slice(2);
const inner = ['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '169.254.169.254', 'fd00:ec2::254', 'fc00::1', 'fe80::1'];
const outer = '93.184.216.34';
const ip = (...words) => execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'inherit'] });
ip('link', 'set', 'lo', 'up');
for (const address of [...inner, outer]) ip('addr', 'add', `${address}/${address.includes(':') ? 128 : 32}`, 'dev', 'lo');

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-inside-'));
const hosts = join(folder, 'hosts');
const names = {
  'outer.test': [outer],
  'inner.test': ['10.0.0.1'],
  'both.test': [outer, '10.0.0.1'],
  'metadata.test': ['169.254.169.254'],
  'mapped.test': ['::ffff:10.0.0.1'],
};
writeFileSync(
  hosts,
  Object.entries({ localhost: ['127.0.0.1', '::1'], ...names })
    .flatMap(([name, all]) => all.map((address) => `${address} ${name}\n`))
    .join(''),
);
execFileSync('mount', ['--bind', hosts, '/etc/hosts']);

const reached = new Map();
const server = createServer((request, response) => {
  if (request.url === '/away') response.writeHead(302, { location: `http://10.0.0.1:${port}/` }).end();
  else response.end('{}');
});
server.on('connection', (socket) => {
  const address = socket.localAddress.replace(/^::ffff:/, '');
  reached.set(address, (reached.get(address) ?? 0) + 1);
});
await new Promise((done) => server.listen(0, '::', done));
const { port } = server.address();

const service = spawn(process.execPath, [bundle, 'serve'], {
  env: {
    ...process.env,
    PLIMSOLL_HOME: join(folder, 'home'),
    PLIMSOLL_PORT: '0',
    PLIMSOLL_ADMIN_KEY: 'fixed',
    PLIMSOLL_INSECURE_WEBHOOKS: `0.0.0.0/0,::/0,${Object.keys(names)}`,
  },
  stdio: ['ignore', 'pipe', 'ignore'],
});
const url = await new Promise((done) => {
  let text = '';
  service.stdout.on('data', (chunk) => {
    text += chunk;
    const [, found] = /listening on (http:\/\/\S+)/.exec(text) ?? [];
    if (found) done(found);
  });
});
const api = async (path, body) => {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: 'Bearer fixed', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.json();
};

/** A webhook that was taken, tested until its first attempt has ended. */
const hook = async (target) => {
  const made = await api('/v1/webhooks', { url: target });
  if (made.id === undefined) return made.code;
  const { id } = await api(`/v1/webhooks/${made.id}/test`, {});
  for (let round = 0; round < 300; round += 1) {
    const { attempts } = await api(`/v1/webhooks/${made.id}/deliveries/${id}`);
    if (attempts.length > 0) return attempts[0].outcome;
    await wait(100);
  }
  return 'no attempt';
};
const scan = async (image) => {
  const { reason } = await api('/v1/scans?wait=25', { image });
  return reason?.code ?? 'none';
};

const bracketed = (host) => (host.includes(':') ? `[${host}]` : host);
const hooks = {};
for (const host of [...inner, 'localhost', '127.0.0.1', '[::1]', ...Object.keys(names)])
  hooks[host] = await hook(`http://${host.startsWith('[') ? host : bracketed(host)}:${port}/`);
hooks.redirect = await hook(`http://outer.test:${port}/away`);
const scans = {};
for (const host of ['10.0.0.1', '169.254.169.254', 'inner.test', 'both.test', 'metadata.test'])
  scans[host] = await scan(`${host}:${port}/team/app:1`);
console.log(JSON.stringify({ hooks, scans, reached: Object.fromEntries(reached), outer }));
service.kill('SIGTERM');
server.closeAllConnections();
server.close();
rmSync(folder, { recursive: true, force: true });
