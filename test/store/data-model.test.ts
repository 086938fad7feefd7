import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keys } from '../../lib/store/keys.ts';

const rows = readFileSync('docs/data-model.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '));

/** How the page writes each key: the partition key, then the sort key, `same` being the row before's partition. */
const written: { readonly [name in keyof typeof keys]: readonly [string, string] } = {
  scan: ['`t#T#scan#<id>`', '`scan`'],
  scanLease: ['same', '`lease`'],
  scanLater: ['same', '`later`'],
  scanStep: ['same', '`step#input`'],
  verdict: ['`t#T#verdict#<id>`', '`verdict`'],
  verdictInput: ['same', '`input`'],
  listed: ['`t#T#<list>#<D or M>#S`', '`<id>`'],
  listMark: ['`t#T#marks#<list>`', '`<D or M>`'],
  subjectVerdict: ['`t#T#subject#<digest>`', '`verdict#<id>`'],
  latest: ['same', '`latest#<policy>`'],
  image: ['`t#T#image#<digest>`', '`evidence#<inspector>@<version>`'],
  chain: ['`t#T#chain#<chain>`', '`image`'],
  layer: ['`layer#<digest>`', '`result#<inspector>@<version>`'],
  content: ['`content#<hash>`', '`indexed`'],
  contentImage: ['same', '`image#T#<digest>`'],
  packageContent: ['`package#<type>#<name>`', '`<hash>#<version>`'],
  packageName: ['`package-name#<short name>`', '`<type>#<name>`'],
  rejudgeBatch: ['`t#T#batch#<id>`', '`batch`'],
  rejudged: ['`t#T#verdict#<id>`', '`rejudged#<database>`'],
  policyVersion: ['`t#T#policy#<name>`', '`version#<digest>`'],
  policyActive: ['`t#T#policies`', '`policy#<name>`'],
  policyMapping: ['`t#T#policies`', '`mapping`'],
  admissionSettings: ['`t#T#admission`', '`settings#<policy>`'],
  replay: ['`t#T#replay#<id>`', '`replay`'],
  replayPage: ['same', '`page#<number>`'],
  deployment: ['`t#T#deployment#<id>`', '`deployment`'],
  running: ['`t#T#running#<environment>`', '`<service>#<what replaces each other>`'],
  waiver: ['`t#T#waivers`', '`<id>`'],
  waiverSettings: ['`t#T#settings`', '`waivers`'],
  webhook: ['`t#T#webhooks`', '`<id>`'],
  delivery: ['`t#T#webhook#<webhook>`', '`delivery#<id>`'],
  webhookHealth: ['`t#T#webhook#<webhook>`', '`health`'],
  event: ['`t#T#event#<id>`', '`event`'],
  apiKey: ['`key#<public id>`', '`key`'],
  tenantKey: ['`t#T#keys`', '`<id>`'],
  quota: ['`t#T#quota#<key>`', '`requests`'],
  idempotency: ['`t#T#idempotency#<operation>#<hash of the key>`', '`idempotency`'],
  audit: ['`t#T#audit#D#S`', '`<id>`'],
  auditHead: ['`t#T#audit-chain`', '`head#S`'],
  due: ['`due#scan#S`', 'up to now'],
  setting: ['`settings`', '`<name>`'],
};

it.each(Object.entries(written))('docs/data-model.md has the key of %s', (_name, [partition, sort]) => {
  expect(rows.filter((row) => row.includes(partition) && row.includes(sort))).not.toEqual([]);
});

it('knows every key', () => {
  expect(Object.keys(written).sort()).toEqual(Object.keys(keys).sort());
});
