import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { openDriver } from '../../adapters/sqlite/driver.ts';
import { advisoryFolder, openedAdvisories } from '../advisory-folder.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { type Remark, showRemarks } from '../remark.ts';

export type DoctorOptions = { readonly home: string; readonly registry?: string };

const dayMs = 86_400_000;
/** Advisories appear daily; a database of last week misses what attackers already use. */
const freshDays = 7;
const registryMs = 5_000;

/** `plimsoll doctor`: exits 0 when nothing is bad, else 3. */
export const doctor = async ({ home, registry }: DoctorOptions): Promise<ExitCode> => {
  const remarks = [node(), await sqlite(), homeFolder(resolve(home)), await advisories()];
  if (registry !== undefined) remarks.push(await reachable(registry));
  process.stdout.write(showRemarks(remarks));
  return remarks.some(({ state }) => state === 'bad') ? exitCodes.undecided : exitCodes.allow;
};

const node = (): Remark => {
  const what = `Node ${process.versions.node}`;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  return isEnough ? { state: 'ok', what } : { state: 'bad', what, advice: 'install Node 20.19 or newer' };
};

const sqlite = async (): Promise<Remark> => {
  try {
    const driver = await openDriver(':memory:', { timeout: 0 });
    const row = driver.prepare('select sqlite_version() as version').get();
    driver.close();
    return { state: 'ok', what: `SQLite ${String(row?.['version'])}` };
  } catch {
    const advice = 'run npm ci beside the package, or use Node 22.20 or newer, which has its own; check and image work without a database';
    return { state: 'bad', what: 'SQLite cannot be loaded', advice };
  }
};

const homeFolder = (folder: string): Remark => {
  if (!existsSync(folder)) {
    const above = existing(folder);
    if (isWritable(above)) return { state: 'ok', what: `home ${folder} will be made by plimsoll serve` };
    return {
      state: 'bad',
      what: `home ${folder} cannot be made: ${above} is not writable`,
      advice: 'name another with PLIMSOLL_HOME or --home',
    };
  }
  if (!statSync(folder).isDirectory() || !isWritable(folder))
    return {
      state: 'bad',
      what: `home ${folder} is no folder that this user may write`,
      advice: 'name another with PLIMSOLL_HOME or --home',
    };
  // Keys and secrets lie in it; Windows has no such bits.
  const isOpen = process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0;
  return isOpen
    ? { state: 'note', what: `home ${folder} is open to other users`, advice: `chmod 700 ${folder}` }
    : { state: 'ok', what: `home ${folder}` };
};

const existing = (path: string): string => (existsSync(path) || dirname(path) === path ? path : existing(dirname(path)));

const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const advisories = async (): Promise<Remark> => {
  const folder = advisoryFolder();
  const opened = await openedAdvisories(folder).catch(() => undefined);
  const database = opened?.database() ?? null;
  opened?.close();
  const advice = 'plimsoll advisories import <folder or zip of OSV records>';
  if (database === null) return { state: 'note', what: `no advisory database in ${folder}: no vulnerability is found`, advice };
  const days = Math.floor((Date.now() - Date.parse(database.builtAt)) / dayMs);
  const what = `advisories of ${database.builtAt} (${days} days ago)`;
  return days > freshDays ? { state: 'note', what, advice } : { state: 'ok', what };
};

/** Any HTTP answer will do: a registry may well refuse a stranger. */
const reachable = async (host: string): Promise<Remark> => {
  const address = `https://${host}/v2/`;
  if (!URL.canParse(address) || new URL(address).pathname !== '/v2/' || new URL(address).username !== '')
    return {
      state: 'bad',
      what: `${host} is no registry's host`,
      advice: 'give a host and, if need be, a port, as registry.example.com:5000',
    };
  try {
    const { status } = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(registryMs) });
    return { state: 'ok', what: `registry ${host} answers (${status})` };
  } catch {
    const advice = 'look at DNS, proxy and firewall; a private authority is named by NODE_EXTRA_CA_CERTS or PLIMSOLL_REGISTRIES';
    return { state: 'bad', what: `registry ${host} does not answer over HTTPS`, advice };
  }
};
