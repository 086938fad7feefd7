// Prints a verdict's findings as workflow commands. Usage: node annotate.mjs <verdict.json>
import { readFileSync } from 'node:fs';

// GitHub shows ten of each kind for a step. Source: GitHub docs, "Workflow commands".
const mostOfAKind = 10;

const escapeData = (text) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text) => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const commandOf = (finding) => {
  const { file, line, column } = finding.location;
  const properties = {
    ...(file !== undefined && { file: file.replace(/^\.\//, ''), line, col: column }),
    title: `${finding.severity}: ${finding.vulnerability?.id ?? finding.rule}`,
  };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const kind = finding.effect === 'deny' ? 'error' : 'warning';
  return { kind, text: `::${kind} ${written.join(',')}::${escapeData(`${finding.message} ${finding.remediation}`.trim())}` };
};

const { findings } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const shown = { error: 0, warning: 0 };
for (const finding of findings.filter(({ effect, waiver }) => effect !== 'none' && waiver === null)) {
  const { kind, text } = commandOf(finding);
  shown[kind] += 1;
  if (shown[kind] <= mostOfAKind) console.log(text);
}
