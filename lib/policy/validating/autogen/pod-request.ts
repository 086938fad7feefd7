import { type JsonObject, objectAt, stringAt } from '../../../model/json.ts';
import type { ForeignRequest } from '../../foreign/request.ts';
import { targetOf } from '../match/target.ts';
import { type FoundTemplate, templatesIn } from './template.ts';

/** The request for a pod of each template of an object, with the place of the template. Source: kyverno, pkg/cel/autogen/extract/synthesize.go. */
export const podRequests = (request: ForeignRequest): readonly { readonly request: ForeignRequest; readonly pointer: string }[] => {
  const { name, namespace } = targetOf(request);
  const podOf = ({ template }: FoundTemplate): JsonObject => {
    const metadata = objectAt(template, 'metadata');
    const own = { name: stringAt(metadata, 'name') || name, ...(namespace !== '' && { namespace }) };
    return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, ...own }, spec: objectAt(template, 'spec') };
  };
  const before = request.oldObject ? templatesIn(request.oldObject) : [];
  const now = request.object ? templatesIn(request.object) : before;
  return now.map((found) => {
    const earlier = before.find(({ pointer }) => pointer === found.pointer);
    const { resource: _ofTheObject, ...rest } = request;
    const pods = { object: request.object && podOf(found), oldObject: earlier ? podOf(earlier) : null };
    return { request: { ...rest, ...pods }, pointer: found.pointer };
  });
};
