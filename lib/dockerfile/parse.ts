import type { SourceFile } from '../model/evidence.ts';
import type { InputProblem } from '../model/verdict.ts';
import type { Directive, DockerfileFile, Instruction } from './file.ts';
import { type Head, keywords, readHead, readInstruction } from './instruction.ts';
import { readLines } from './lines.ts';
import { type Locate, locator, sourceOffset } from './map.ts';
import { readStages } from './stages.ts';
import { openQuote, splitWords } from './words.ts';

/** Past this many characters a file is not a Dockerfile that anybody wrote; it is not read. */
const maxLength = 2 * 1024 * 1024;
/** A file of nothing but mistakes lists this many. */
const maxProblems = 100;

type Report = (code: string, message: string, at: number) => void;

/** Never throws; time is linear in the text. What cannot be read is in `problems`. */
export const parseDockerfile = (file: SourceFile, subject: number): DockerfileFile => {
  const text = file.text.length > maxLength ? '' : file.text;
  const locate = locator(file.name, text);
  const problems: InputProblem[] = [];
  const report: Report = (code, message, at) => {
    if (problems.length >= maxProblems) return;
    const { line, column } = locate(at);
    problems.push({ code, message, subject, file: file.name, line, column });
  };
  if (text !== file.text) report('dockerfile-too-large', `a Dockerfile may have at most ${maxLength} characters`, 0);
  const nul = text.indexOf('\0');
  if (nul !== -1) report('dockerfile-binary', 'the file holds a NUL character; it is not a text', nul);

  const lines = readLines(text);
  const instructions = nul === -1 ? readInstructions(text, lines, locate, report) : [];
  reportDirectives(lines.directives, report);
  const escapeToken = lines.escapeToken();
  const stages = readStages(instructions, escapeToken);
  if (nul === -1 && text === file.text) reportShape(instructions, stages.length, report);
  const { directives, comments, emptyContinuations } = lines;
  return { name: file.name, text, escapeToken, directives, comments, emptyContinuations, instructions, stages, context: null, problems };
};

const readInstructions = (text: string, lines: ReturnType<typeof readLines>, locate: Locate, report: Report): Instruction[] => {
  const instructions: Instruction[] = [];
  let stage = -1;
  for (let line = lines.logical(); line !== null; line = lines.logical()) {
    const escapeToken = lines.escapeToken();
    const head = readHead(line, escapeToken);
    if (head.keyword === 'FROM' && !head.onBuild) stage++;
    const { instruction, unclosed } = readInstruction(line, head, {
      text,
      escapeToken,
      stage,
      index: instructions.length,
      locate,
      nextLine: lines.raw,
    });
    if (unclosed !== null) report('dockerfile-unterminated-heredoc', `the heredoc ${unclosed} has no closing line`, line.start);
    reportHead(head, line.start, report);
    reportPairs(instruction, escapeToken, report);
    reportQuote(instruction, escapeToken, report);
    instructions.push(instruction);
  }
  return instructions;
};

const reportHead = (head: Head, at: number, report: Report): void => {
  if (!keywords.has(head.keyword)) report('dockerfile-unknown-instruction', `${head.written.slice(0, 40)} is not an instruction`, at);
  else if (head.rest === '' && head.flags.length === 0) report('dockerfile-missing-arguments', `${head.keyword} needs arguments`, at);
};

/** Source: BuildKit, parseNameVal: `ENV name value`, or every word has its `=`. */
const reportPairs = (instruction: Instruction, escapeToken: string, report: Report): void => {
  const { keyword, arguments: text, start } = instruction;
  if ((keyword !== 'ENV' && keyword !== 'LABEL') || text === '') return;
  const [first, ...others] = splitWords(text, instruction.map, escapeToken);
  if (first && !first.text.includes('=') && others.length === 0)
    report('dockerfile-bad-arguments', `${keyword} needs a name and a value`, start);
  const alone = first?.text.includes('=') ? others.find((word) => !word.text.includes('=')) : undefined;
  if (alone) report('dockerfile-bad-arguments', `${alone.text.slice(0, 40)} has no =, and ${keyword} takes name=value`, alone.start);
};

/** Instructions whose words are expanded while the image is built. Source: BuildKit, Expand of each instruction; it stops at a quote without its end. */
const expanded = new Set(['FROM', 'ARG', 'ENV', 'LABEL', 'COPY', 'ADD', 'WORKDIR', 'USER', 'EXPOSE', 'VOLUME', 'STOPSIGNAL']);

const reportQuote = ({ keyword, arguments: text, map, json, onBuild }: Instruction, escapeToken: string, report: Report): void => {
  if (!expanded.has(keyword) || json !== null || onBuild) return;
  const at = openQuote(text, escapeToken);
  if (at !== -1) report('dockerfile-unterminated-quote', `${keyword} has a quote that nothing closes`, sourceOffset(map, at));
};

const reportDirectives = (directives: readonly Directive[], report: Report): void => {
  for (const { name, value, start } of directives)
    if (name === 'escape' && value !== '\\' && value !== '`')
      report('dockerfile-bad-directive', 'the escape is a backslash or a back-tick', start);
};

const reportShape = (instructions: readonly Instruction[], stages: number, report: Report): void => {
  if (instructions.length === 0) report('dockerfile-empty', 'the file has no instruction', 0);
  else if (stages === 0) report('dockerfile-no-from', 'the file has no FROM', 0);
};
