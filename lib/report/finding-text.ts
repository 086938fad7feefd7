import type { JudgedFinding } from '../model/verdict.ts';
import { wireFinding } from './wire.ts';

/** Texts of a large verdict that come again and again: ids, remediations, names of files and objects. */
const mostKept = 20_000;

export type FindingText = (finding: JudgedFinding) => string;

/**
 * A finding as JSON, the bytes of `JSON.stringify(wireFinding(finding))`. Nine tenths of a finding stand in others too, so what repeats is quoted once;
 * findings with parts that only some have take the plain way.
 */
export const findingText = (): FindingText => {
  const kept = new Map<string, string>();
  const quoted = (text: string): string => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = JSON.stringify(text);
    if (kept.size < mostKept) kept.set(text, made);
    return made;
  };
  const lists = new WeakMap<readonly string[], string>();
  const listed = (texts: readonly string[]): string => {
    const made = lists.get(texts) ?? JSON.stringify(texts);
    lists.set(texts, made);
    return made;
  };
  return (finding) => {
    const { location, object, container, patch } = finding;
    if (location.kind !== 'source' || location.endLine !== undefined || finding.package || finding.vulnerability || finding.waiver)
      return JSON.stringify(wireFinding(finding));
    return (
      `{"rule":${quoted(finding.rule)},"aliases":${listed(finding.aliases)},"severity":"${finding.severity}","message":${JSON.stringify(finding.message)}` +
      `,"remediation":${quoted(finding.remediation)},"subject":${finding.subject}${object === undefined ? '' : `,"object":${quoted(object)}`}` +
      `${container === undefined ? '' : `,"container":${quoted(container)}`},"location":{"file":${quoted(location.file)},"line":${location.line},"column":${location.column}` +
      `${location.pointer === undefined ? '' : `,"pointer":${JSON.stringify(location.pointer)}`}` +
      `${location.template === undefined ? '' : `,"template":${quoted(location.template)}`}},"patch":${patch === null ? 'null' : JSON.stringify(patch)}` +
      `,"fingerprint":"${finding.fingerprint}","mode":"${finding.mode}","effect":"${finding.effect}","waiver":null}`
    );
  };
};
