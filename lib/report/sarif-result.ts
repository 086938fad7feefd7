import type { JsonObject } from '../model/json.ts';
import { platformText } from '../model/subject.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import { anchorOf, relativeUri } from './anchor.ts';
import type { RenderContext } from './report.ts';
import { sarifLevel } from './sarif-rule.ts';
import { checkOf, placeOf, subjectOf } from './summary.ts';

type Placed = { readonly finding: JudgedFinding; readonly occurrence: number; readonly ruleIndex: number };

export const sarifResult = (verdict: Verdict, context: RenderContext, { finding, occurrence, ruleIndex }: Placed): JsonObject => {
  const physicalLocation = physical(verdict, context, finding);
  const flow = layerFlow(verdict, context, finding, physicalLocation);
  const fixes = textFixes(finding);
  return {
    ruleId: checkOf(finding) || 'unnamed',
    ruleIndex,
    level:
      finding.effect === 'deny'
        ? 'error'
        : finding.effect === 'warn'
          ? 'warning'
          : sarifLevel(finding.severity) === 'error'
            ? 'warning'
            : 'note',
    message: { text: [messageOf(verdict, finding), finding.remediation].filter(Boolean).join('\n') || 'No message.' },
    locations: [{ physicalLocation, ...logical(finding) }],
    partialFingerprints: {
      primaryLocationLineHash: `${finding.fingerprint.slice(7, 23)}:${occurrence}`,
      'plimsoll/v1': finding.fingerprint,
    },
    ...(flow && { codeFlows: [flow] }),
    ...(fixes && { fixes }),
    ...(finding.waiver && {
      suppressions: [
        {
          kind: finding.waiver.origin === 'stored' ? 'external' : 'inSource',
          justification: `${finding.waiver.reason} (${finding.waiver.author})`,
        },
      ],
    }),
    properties: { rule: finding.rule, severity: finding.severity, mode: finding.mode, effect: finding.effect, aliases: finding.aliases },
  };
};

// Inside an image or a rendered text the line in the repository is not where it is: the message says the place.
const messageOf = (verdict: Verdict, finding: JudgedFinding): string =>
  finding.location.kind === 'source' && finding.location.template === undefined
    ? finding.message
    : `${finding.message} In ${placeOf(verdict, finding)}.`;

const physical = (verdict: Verdict, context: RenderContext, finding: JudgedFinding): JsonObject => {
  const anchor = anchorOf(verdict, finding, context);
  const file = anchor?.file ?? (finding.location.kind === 'layer' ? finding.location.path : (subjectOf(verdict, finding)?.ref ?? 'image'));
  const { line, column } = anchor ?? { line: 1, column: 1 };
  return {
    artifactLocation: { uri: relativeUri(file) },
    region: { startLine: line, startColumn: column, endLine: line, endColumn: column + 1 },
  };
};

const logical = ({ object, container }: JudgedFinding): JsonObject =>
  object
    ? {
        logicalLocations: [
          { fullyQualifiedName: container ? `${object}/${container}` : object, kind: 'resource', name: object.split('/').at(-1) || object },
        ],
      }
    : {};

/** Image, layer with the instruction that made it, file: each step at the same line of the repository, which is all that there is to show. */
const layerFlow = (
  verdict: Verdict,
  context: RenderContext,
  finding: JudgedFinding,
  physicalLocation: JsonObject,
): JsonObject | undefined => {
  const subject = subjectOf(verdict, finding);
  const { location } = finding;
  if (location.kind !== 'layer' || subject?.kind !== 'image') return undefined;
  const layers = context.layers?.find((one) => one.subject === finding.subject)?.layers ?? [];
  const index = layers.findIndex(({ digest }) => digest === location.layer);
  const made = layers[index]?.createdBy;
  const steps = [
    `image ${subject.ref} (${platformText(subject.platform)})`,
    `layer ${index >= 0 ? `${index + 1} of ${layers.length} ` : ''}${location.layer}${made ? `: ${made}` : ''}`,
    `/${location.path}`,
  ];
  return { threadFlows: [{ locations: steps.map((text) => ({ location: { physicalLocation, message: { text } } })) }] };
};

const textFixes = ({ patch, remediation }: JudgedFinding): JsonObject[] | undefined => {
  if (patch?.kind !== 'text' || !patch.safe || patch.edits.length === 0) return undefined;
  const replacements = patch.edits.map(({ start, end, text }) => ({
    deletedRegion: { charOffset: start, charLength: end - start },
    insertedContent: { text },
  }));
  return [
    {
      description: { text: remediation || 'Apply the patch.' },
      artifactChanges: [{ artifactLocation: { uri: relativeUri(patch.file) }, replacements }],
    },
  ];
};
