import type { SourceFile } from '../model/evidence.ts';
import { givenAt, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { InputProblem } from '../model/verdict.ts';
import { indexBundle } from './bundle.ts';
import { helmSource } from './helm-source.ts';
import { limits } from './limits.ts';
import type { Bundle, ManifestObject } from './object.ts';
import { type Candidate, candidatesIn, objectOf } from './object-of.ts';
import { type Remarks, remarksIn } from './remark.ts';
import { type LineIndex, type Locator, lineIndex, locator } from './source.ts';
import { type TemplatePlace, templatePlaces } from './template.table.ts';
import { workloadFinder } from './workload.ts';
import type { Note, YamlDocument } from './yaml/construct.ts';
import { type Rereading, readChunk, rereading } from './yaml/read.ts';
import { type Chunk, splitDocuments } from './yaml/split.ts';

type Reading = {
  readonly subject: number;
  readonly objects: ManifestObject[];
  readonly problems: InputProblem[];
  readonly again: Rereading;
  documents: number;
  length: number;
};

/**
 * The objects of YAML or JSON texts. Pure, bounded, never throws: a document that cannot be read is a problem with its place, and the rest is judged.
 * `templates`: where kinds keep pod specs, when it is not the built-in table.
 */
export const parseBundle = (
  files: readonly SourceFile[],
  subject: number,
  templates: readonly TemplatePlace[] = templatePlaces,
): Bundle => {
  const reading: Reading = { subject, objects: [], problems: [], again: rereading(), documents: 0, length: 0 };
  for (const file of files) readFile(file, reading);
  return indexBundle({ subject, objects: reading.objects, problems: reading.problems }, finderOf(templates));
};

/** A bundle of objects that were parsed already, as an admission request's: their place is their pointer. */
export const bundleOfObjects = (values: readonly JsonObject[], name: string, subject: number): Bundle => {
  const objects = values
    .flatMap((value) => candidatesIn(value))
    .flatMap((candidate, index) => {
      if (!hasKind(candidate)) return [];
      return [objectOf(candidate, { index, file: name, ambiguous: [], locate: () => ({ line: 1, column: 1 }) })];
    });
  return indexBundle({ subject, objects, problems: [] }, finderOf(templatePlaces));
};

const builtIn = workloadFinder(templatePlaces);
const finderOf = (templates: readonly TemplatePlace[]): typeof builtIn =>
  templates === templatePlaces ? builtIn : workloadFinder(templates);

const readFile = (file: SourceFile, reading: Reading): void => {
  const { subject, problems } = reading;
  reading.length += file.text.length;
  if (reading.length > limits.characters) {
    const message = `the manifests are larger than ${limits.characters} characters; this file and what follows is not judged`;
    problems.push({ code: 'too-large', message, subject, file: file.name });
    return;
  }
  const lines = lineIndex(file.text);
  for (const chunk of splitDocuments(file.text)) {
    if (reading.documents >= limits.documents) {
      const message = `more than ${limits.documents} documents; this one and what follows is not judged`;
      problems.push({ code: 'too-many-documents', message, subject, file: file.name, ...lines(chunk.offset) });
      return;
    }
    readDocuments(file.name, chunk, lines, reading);
  }
};

const readDocuments = (file: string, chunk: Chunk, lines: LineIndex, reading: Reading): void => {
  const { documents, notes, refused, events } = readChunk(chunk.text, reading.again);
  for (const { code, message, offset } of refused ? [...notes, explained(refused, chunk)] : notes) {
    reading.problems.push({ code, message, subject: reading.subject, file, ...lines(chunk.offset + offset) });
  }
  const remarks = documents.length === 1 ? remarksIn(chunk, lines) : [];
  const template = documents.length === 1 ? helmSource(chunk.text) : undefined;
  const locate = locator(chunk, events, lines);
  for (const [at, document] of documents.entries()) {
    reading.documents += 1;
    readObjects({ file, document, at, locate, remarks, chunk, template }, reading);
  }
  if (refused) reading.documents += 1;
};

/** Braces of a template are no YAML, and what the reader then stumbles over says nothing to whoever wrote them. */
const explained = (refused: Note, { text }: Chunk): Note =>
  text.includes('{{')
    ? { ...refused, message: `${refused.message}: {{ opens a template, which has to be rendered first (helm template)` }
    : refused;

type Place = {
  readonly file: string;
  readonly document: YamlDocument;
  readonly at: number;
  readonly locate: Locator;
  readonly remarks: Remarks;
  readonly chunk: Chunk;
  readonly template: string | undefined;
};

const readObjects = ({ file, document, at, locate, remarks, chunk, template }: Place, reading: Reading): void => {
  if (document.value === null) return;
  for (const candidate of candidatesIn(document.value)) {
    if (!hasKind(candidate)) {
      const { line, column } = locate(at, candidate.prefix);
      const message = whyNoObject(candidate.value);
      reading.problems.push({ code: 'not-an-object', message, subject: reading.subject, file, line, column, pointer: candidate.prefix });
      continue;
    }
    const origin = {
      index: reading.objects.length,
      file,
      ambiguous: document.ambiguous,
      chunk: { ...chunk, document: at },
      remarks,
      template,
      locate: (pointer: string) => locate(at, pointer),
    };
    reading.objects.push(objectOf(candidate, origin));
  }
};

const whyNoObject = (value: Json): string => {
  if (!isObject(value)) return 'not an object: this document is not judged';
  return givenAt(value, 'kind') === undefined
    ? 'no kind: this is not a Kubernetes object and is not judged'
    : 'kind is not a text: this is not a Kubernetes object and is not judged';
};

const hasKind = (candidate: Candidate): candidate is Candidate & { readonly value: JsonObject } =>
  isObject(candidate.value) && candidate.kind !== '';
