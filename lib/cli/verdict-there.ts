import { isList, isObject } from '../model/json.ts';
import type { Location } from '../model/location.ts';
import type { Platform, Subject } from '../model/subject.ts';
import type { Verdict } from '../model/verdict.ts';
import type { WireLocation, WireSubject, WireVerdict } from '../report/wire.ts';

/** A verdict as a service shows it, as it was when it was made; undefined for what is none. */
export const verdictFrom = (json: unknown): Verdict | undefined =>
  isVerdict(json)
    ? {
        ...json,
        subjects: json.subjects.map(subjectFrom),
        findings: json.findings.map((finding) => ({ ...finding, location: locationFrom(finding.location) })),
      }
    : undefined;

const lists = ['subjects', 'findings', 'reasons', 'notEvaluated', 'errors'];

/** The members are public interface; only what is gone through has to be there, whatever the service's version. */
const isVerdict = (json: unknown): json is WireVerdict =>
  isObject(json) &&
  lists.every((name) => isList(json[name]) && json[name].every(isObject)) &&
  isList(json['findings']) &&
  json['findings'].every((finding) => isObject(finding) && isObject(finding['location']));

const subjectFrom = ({ kind, ref, digest, repository = '', platform = '' }: WireSubject): Subject =>
  kind === 'image' ? { kind, ref, digest, repository, platform: platformFrom(platform) } : { kind, ref, digest };

const platformFrom = (text: string): Platform => {
  const [os = '', architecture = '', variant] = text.split('/');
  return { os, architecture, ...(variant !== undefined && { variant }) };
};

const locationFrom = (location: WireLocation): Location => {
  if ('file' in location) return { kind: 'source', ...location };
  return 'layer' in location ? { kind: 'layer', ...location } : { kind: 'config', ...location };
};
