import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { AppError } from '../../../model/error.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../../../model/json.ts';
import { parseObject } from '../json.ts';
import type { Credential, Credentials } from './credentials.ts';

const helperTimeoutMs = 15_000;
const maxHelperBytes = 256 * 1024;

/** Credentials of a docker `config.json`: its helpers first, then what it stores. Source: docs.docker.com, docker login, credential stores. */
export const dockerConfigCredentials = (path: string): Credentials => {
  return async (registry, signal) => {
    const config = await readConfig(path);
    const keys = keysOf(registry);
    const helpers = objectAt(config, 'credHelpers');
    for (const key of keys) {
      const helper = stringAt(helpers, key) ?? stringAt(config, 'credsStore');
      const found = helper === undefined ? undefined : await askHelper(helper, key, signal);
      if (found) return found;
    }
    const auths = Object.entries(objectAt(config, 'auths'));
    const stored = keys.flatMap((key) => auths.filter(([name]) => name === key || hostOf(name) === key)).at(0)?.[1];
    return isObject(stored) ? storedCredential(stored) : undefined;
  };
};

// Docker Hub's entry is kept under the address of its first API.
const keysOf = (registry: string): readonly string[] =>
  registry === 'docker.io'
    ? ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'registry-1.docker.io']
    : [registry, `https://${registry}`];

const hostOf = (name: string): string => name.replace(/^https?:\/\//, '').replace(/\/.*$/, '');

const readConfig = async (path: string): Promise<JsonObject> => {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new AppError('registry-unauthorized', 'The docker configuration cannot be read.', { cause: error });
  });
  return bytes ? parseObject(bytes, 'docker configuration', 'registry-unauthorized') : {};
};

const storedCredential = (entry: JsonObject): Credential | undefined => {
  const [identity, bearer, auth] = [stringAt(entry, 'identitytoken'), stringAt(entry, 'registrytoken'), stringAt(entry, 'auth')];
  if (identity) return { kind: 'identity-token', token: identity };
  if (bearer) return { kind: 'bearer', token: bearer };
  const [username, password] = auth ? splitAuth(auth) : [stringAt(entry, 'username'), stringAt(entry, 'password')];
  return username && password ? { kind: 'basic', username, password } : undefined;
};

const splitAuth = (auth: string): readonly [string, string] => {
  const plain = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = plain.indexOf(':');
  return [plain.slice(0, Math.max(0, colon)), plain.slice(colon + 1)];
};

/** Source: docker-credential-helpers, README: `get` reads the server's address and prints JSON; user `<token>` means an identity token. */
const askHelper = async (helper: string, server: string, signal?: AbortSignal): Promise<Credential | undefined> => {
  // The name becomes a file name: it must not lead elsewhere.
  if (!/^[\w.-]+$/.test(helper))
    throw new AppError('registry-unauthorized', 'The docker configuration names an impossible credential helper.');
  const output = await runHelper(`docker-credential-${helper}`, server, signal);
  if (output === undefined) return undefined;
  const answer = parseObject(Buffer.from(output), 'answer of the credential helper', 'registry-unauthorized');
  const [username, secret] = [stringAt(answer, 'Username'), stringAt(answer, 'Secret')];
  if (!username || !secret) return undefined;
  return username === '<token>' ? { kind: 'identity-token', token: secret } : { kind: 'basic', username, password: secret };
};

/** Undefined: the helper knows nothing of this server. */
const runHelper = async (command: string, server: string, signal?: AbortSignal): Promise<string | undefined> => {
  const timeout = AbortSignal.timeout(helperTimeoutMs);
  const child = spawn(command, ['get'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxHelperBytes) child.kill();
  });
  // A helper that exits without reading closes the pipe, which is no error of ours.
  child.stdin.on('error', () => {});
  child.stdin.end(`${server}\n`);
  try {
    const [output, code] = await Promise.all([text(child.stdout), ended]);
    return code === 0 ? output : undefined;
  } catch (cause) {
    signal?.throwIfAborted();
    throw new AppError('registry-unauthorized', `The credential helper ${command} failed.`, { cause, internal: String(cause) });
  }
};
