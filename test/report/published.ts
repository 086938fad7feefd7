import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formatsModule from 'ajv-formats';
import { ParseOption, XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';

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
