import type { VexStatement } from '../advisory/vex/statement.ts';
import type { UnmatchedStatement } from '../advisory/vex/unmatched.ts';

const reasons: { readonly [why in UnmatchedStatement['why']]: string } = {
  'product-unreadable': 'its product is named in a way that no image shows',
  'product-not-there': 'no package of this product and version is there',
  'issue-not-found': 'the package is there and the issue was not found in it',
};

const longest = 200;

export const statementLine = ({ ids, status, product, components, document }: VexStatement): string =>
  `${ids[0] ?? ''}  ${status}  ${[product, ...components.slice(0, 3)].join(' > ').slice(0, longest)}  (${document.slice(0, longest)})`;

export const unmatchedLine = ({ statement, why }: UnmatchedStatement): string =>
  `${statementLine(statement)}: matched nothing, ${reasons[why]}`;
