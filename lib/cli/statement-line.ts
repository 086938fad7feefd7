import type { VexStatement } from '../advisory/vex/statement.ts';
import type { UnmatchedStatement } from '../advisory/vex/unmatched.ts';
import { whyUnmatched } from '../model/unmatched-vex.ts';

const longest = 200;

export const statementLine = ({ ids, status, product, components, document }: VexStatement): string =>
  `${ids[0] ?? ''}  ${status}  ${[product, ...components.slice(0, 3)].join(' > ').slice(0, longest)}  (${document.slice(0, longest)})`;

export const unmatchedLine = ({ statement, why }: UnmatchedStatement): string =>
  `${statementLine(statement)}: matched nothing, ${whyUnmatched(why)}`;
