import { objectOf } from '../manifest/object-of.ts';
import { lineIndex, locator } from '../manifest/source.ts';
import type { YamlDocument } from '../manifest/yaml/construct.ts';
import { readChunk, rereading } from '../manifest/yaml/read.ts';
import { splitDocuments } from '../manifest/yaml/split.ts';
import type { SourceFile } from '../model/evidence.ts';
import { isObject, type Json, type JsonObject, memberOf, objectAt, pointerToken, stringAt } from '../model/json.ts';
import type { InputProblem } from '../model/verdict.ts';
import type { ComposeFile, ComposeService } from './file.ts';

/** Longer texts are written by nobody and not read. */
const maxLength = 4 * 1024 * 1024;
const maxDocuments = 100;
const maxServices = 2_000;
/** A service extends a service that extends …; a chain longer than this is a circle. */
const maxBases = 10;

/** Never throws: what cannot be read is a problem with its place, and the rest is judged. */
export const parseCompose = (
  file: SourceFile,
  subject: number,
): { readonly documents: readonly ComposeFile[]; readonly problems: readonly InputProblem[] } => {
  const problems: InputProblem[] = [];
  const documents: ComposeFile[] = [];
  const lines = lineIndex(file.text);
  const report = (code: string, message: string, offset: number): void => {
    problems.push({ code, message, subject, file: file.name, ...lines(offset) });
  };
  if (file.text.length > maxLength) {
    report('too-large', `a Compose file may have at most ${maxLength} characters; this one is not judged`, 0);
    return { documents, problems };
  }
  const again = rereading();
  for (const chunk of splitDocuments(file.text).slice(0, maxDocuments)) {
    const { documents: read, notes, refused, events } = readChunk(chunk.text, again);
    for (const { code, message, offset } of refused ? [...notes, refused] : notes) report(code, message, chunk.offset + offset);
    const locate = locator(chunk, events, lines);
    for (const [at, document] of read.entries()) {
      if (document.value === null) continue;
      if (isObject(document.value)) {
        const placed = (pointer: string) => locate(at, pointer);
        for (const { message, pointer } of misshapen(document.value))
          problems.push({ code: 'compose-invalid', message, subject, file: file.name, ...placed(pointer) });
        documents.push(documentOf(file.name, document.value, document, placed, documents.length));
      } else report('not-an-object', 'not a mapping: this document is not judged', chunk.offset + document.offset);
    }
  }
  return { documents, problems };
};

const maxMisshapen = 20;

/** Source: Compose specification: services are a mapping of mappings; anything else is refused. */
const misshapen = (value: JsonObject): readonly { readonly message: string; readonly pointer: string }[] => {
  const services = memberOf(value, 'services');
  if (services === undefined || services === null) return [];
  if (!isObject(services)) return [{ message: 'services must be a mapping of names', pointer: '/services' }];
  return Object.entries(services)
    .filter(([, service]) => service !== null && !isObject(service))
    .slice(0, maxMisshapen)
    .map(([name]) => ({ message: `the service ${name.slice(0, 80)} must be a mapping`, pointer: `/services/${pointerToken(name)}` }));
};

const documentOf = (
  file: string,
  value: JsonObject,
  { ambiguous }: YamlDocument,
  locate: (pointer: string) => { line: number; column: number },
  index: number,
): ComposeFile => {
  const object = objectOf({ value, prefix: '', kind: 'Compose', apiVersion: '' }, { index, file, ambiguous, locate });
  const name = stringAt(value, 'name') ?? '';
  return { object: { ...object, id: `Compose/${name === '' ? file : name}`, name }, services: servicesOf(objectAt(value, 'services')) };
};

const servicesOf = (services: JsonObject): ComposeService[] =>
  Object.entries(services)
    .slice(0, maxServices)
    .flatMap(([name, value]) =>
      isObject(value) ? [{ name, pointer: `/services/${pointerToken(name)}`, value, ...basesOf(value, services) }] : [],
    );

/** Source: Compose specification, `extends`: a name, or `service` with `file` when it stands elsewhere. */
const basesOf = (service: JsonObject, services: JsonObject): Pick<ComposeService, 'bases' | 'isOpen'> => {
  const bases: JsonObject[] = [];
  let wish: Json | undefined = memberOf(service, 'extends');
  while (wish !== undefined && bases.length < maxBases) {
    const name = typeof wish === 'string' ? wish : stringAt(wish, 'service');
    const base = memberOf(wish, 'file') === undefined && name !== undefined ? memberOf(services, name) : undefined;
    if (!isObject(base)) return { bases, isOpen: true };
    bases.push(base);
    wish = memberOf(base, 'extends');
  }
  return { bases, isOpen: false };
};
