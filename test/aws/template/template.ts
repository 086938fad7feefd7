import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isObject, type Json, type JsonObject, objectAt } from '../../../lib/model/json.ts';

export type Template = { readonly Resources: JsonObject; readonly [section: string]: Json };

/** The template that a deployment of this stage would send, made without any account. */
export const packagedTemplate = (stage: string, parameters: readonly string[] = []): Template => {
  const folder = `.cache/package-${stage}`;
  execFileSync(process.execPath, ['infra/dev/deploy.mjs', 'package', '--stage', stage, '--package', folder, ...parameters], {
    stdio: 'pipe',
  });
  return templateOf(JSON.parse(readFileSync(`${folder}/cloudformation-template-update-stack.json`, 'utf8')));
};

export const templateOf = (value: Json): Template => ({ ...(isObject(value) ? value : {}), Resources: objectAt(value, 'Resources') });

export type Resource = { readonly id: string; readonly type: string; readonly resource: JsonObject; readonly properties: JsonObject };

export const resourcesOf = ({ Resources }: Template, type?: string): readonly Resource[] =>
  Object.entries(Resources).flatMap(([id, resource]) => {
    if (!isObject(resource)) return [];
    const own = String(resource['Type']);
    return type === undefined || own === type ? [{ id, type: own, resource, properties: objectAt(resource, 'Properties') }] : [];
  });
