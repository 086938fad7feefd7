import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formatsModule from 'ajv-formats';
import { ParseOption, XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import * as z from 'zod';

const folder = new URL('../fixtures/schema/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

/** A schema as its owner publishes it; `test/fixtures/schema/README.md` says from where. */
export const published = (name: string): ValidateFunction => {
  // Draft 4 of JSON Schema, which SARIF's is in, differs in `id` alone as far as these files go; and one of its patterns is none with the flag `u`.
  const { $schema: _draft, id: _id, ...schema } = JSON.parse(read(name));
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  formatsModule.default(ajv);
  return ajv.compile(schema);
};

/** What a cluster says to a List of reports, object by object; with `kubectl apply --server-side`, which refuses members that the schema does not name. */
export const policyReportProblems = (list: unknown): readonly string[] => {
  const schemas = JSON.parse(read('policyreport-kyverno-1.13.4.json'));
  const ajv = new Ajv({ allErrors: true, strict: false });
  formatsModule.default(ajv);
  const validators = new Map(Object.entries<object>(schemas).map(([kind, schema]) => [kind, ajv.compile(closed(schema))]));
  const items = z.object({ items: z.array(z.looseObject({ kind: z.string() })) }).parse(list).items;
  return items.flatMap((item) => {
    const validate = validators.get(item.kind);
    if (!validate) return [`no kind ${item.kind}`];
    return validate(item) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  });
};

/** The schema, where each object with named members has no others; `metadata` is the API server's own. */
const closed = (schema: unknown): object =>
  JSON.parse(JSON.stringify(schema), (_key, value) =>
    value?.properties && !value.additionalProperties ? { ...value, additionalProperties: false } : value,
  );

/** What Jenkins' xUnit plugin would refuse in a report; empty when it takes it. */
export const junitProblems = (document: string): readonly string[] => {
  using schema = XmlDocument.fromString(read('junit-10.xsd'));
  using validator = XsdValidator.fromDoc(schema);
  using report = XmlDocument.fromString(document, { option: ParseOption.XML_PARSE_HUGE });
  try {
    validator.validate(report);
    return [];
  } catch (error) {
    if (error instanceof XmlValidateError) return error.details.map(({ message, line }) => `${line}: ${message.trim()}`);
    throw error;
  }
};
