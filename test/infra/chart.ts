import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { isObject, type JsonObject } from '../../lib/model/json.ts';

const chart = 'infra/kubernetes/chart';
const block = /^\{\{- if \.Values((?:\.\w+)+) \}\}\n([\s\S]*?)^\{\{- end \}\}\n/gm;
const action = /\{\{ \.(Values|Release)((?:\.\w+)+)( \| quote)? \}\}/g;

export const chartValues = (): JsonObject => {
  const values: unknown = load(readFileSync(join(chart, 'values.yaml'), 'utf8'));
  if (!isObject(values)) throw new Error('values.yaml is no map');
  return values;
};

const valueAt = (root: JsonObject, path: string): unknown =>
  path
    .split('.')
    .filter(Boolean)
    .reduce<unknown>((at, name) => (isObject(at) && Object.hasOwn(at, name) ? at[name] : missing(path)), root);

const missing = (path: string): never => {
  throw new Error(`${path}: no such value`);
};

/**
 * What Helm would make of the chart. The templates keep to three forms (a value, a quoted value, an unnested if), which this reads whole: anything else throws.
 */
export const renderChart = (namespace: string, values: JsonObject): { readonly name: string; readonly text: string }[] =>
  readdirSync(join(chart, 'templates')).map((name) => {
    const text = readFileSync(join(chart, 'templates', name), 'utf8')
      .replace(block, (_, path: string, body: string) => (valueAt(values, path) ? body : ''))
      .replace(action, (_, from: string, path: string, quoted?: string) => {
        const value = String(valueAt(from === 'Values' ? values : { Namespace: namespace }, path));
        return quoted ? JSON.stringify(value) : value;
      });
    if (text.includes('{{')) throw new Error(`${name}: an action that this does not render: ${/\{\{.*/.exec(text)?.[0]}`);
    return { name, text };
  });
