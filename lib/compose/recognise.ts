import { readChunk } from '../manifest/yaml/read.ts';
import { splitDocuments } from '../manifest/yaml/split.ts';
import type { SourceFile } from '../model/evidence.ts';
import { isObject, memberOf, objectAt } from '../model/json.ts';
import type { InputProblem } from '../model/verdict.ts';
import type { ComposeFile } from './file.ts';
import { parseCompose } from './parse.ts';

/** Names that `docker compose` looks for, and the usual ones of overrides. Source: Compose specification, "The Compose file". */
const composeName = /(?:^|[/\\])(?:docker-|podman-|container-)?compose(?:[.-][\w.-]+)?\.(?:ya?ml|json)$/i;
const topServices = /^[ \t]*["']?services["']?[ \t]*:/m;
const kubernetesField = /^(?:kind|apiVersion)[ \t]*:/m;
/** Only a text of this size or less is read to find out what it is; Compose files are written by hand. */
const maxGuessed = 1024 * 1024;

type Sources = { readonly compose: readonly SourceFile[]; readonly manifests: readonly SourceFile[] };

/** Tells Compose files from Kubernetes manifests: by name, or by services that have an image or a build. */
export const separateCompose = (files: readonly SourceFile[]): Sources => {
  const compose = files.filter(isCompose);
  return compose.length === 0 ? { compose, manifests: files } : { compose, manifests: files.filter((file) => !compose.includes(file)) };
};

/** The Compose files among manifests, parsed. */
export const readCompose = (files: readonly SourceFile[], subject: number): readonly ReadCompose[] =>
  separateCompose(files).compose.map((file) => {
    const { documents, problems } = parseCompose(file, subject);
    return { documents: documents.map((document) => ({ subject, file: document })), problems };
  });

type ReadCompose = {
  readonly documents: readonly { readonly subject: number; readonly file: ComposeFile }[];
  readonly problems: readonly InputProblem[];
};

export const isCompose = ({ name, text }: SourceFile): boolean => {
  if (kubernetesField.test(text)) return false;
  if (composeName.test(name)) return true;
  return text.length <= maxGuessed && topServices.test(text) && holdsServices(text);
};

/** Others have a `services` too: Symfony's are classes, GitLab's a list. */
const holdsServices = (text: string): boolean =>
  splitDocuments(text)
    .slice(0, 4)
    .flatMap((chunk) => readChunk(chunk.text).documents)
    .some(({ value }) => {
      if (memberOf(value, 'kind') !== undefined || memberOf(value, 'apiVersion') !== undefined) return false;
      const services = Object.values(objectAt(value, 'services'));
      return services.some((service) => typeof memberOf(service, 'image') === 'string' || isBuild(memberOf(service, 'build')));
    });

const isBuild = (value: unknown): boolean => typeof value === 'string' || isObject(value);
