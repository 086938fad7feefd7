import type { Severity } from '../model/severity.ts';
import type { Decision } from '../model/verdict.ts';

export const severityColour: { readonly [severity in Severity]: string } = {
  critical: '#8b1a2b',
  high: '#c8442e',
  medium: '#d98a1c',
  low: '#4a7fb5',
  info: '#7c8a96',
  unknown: '#a9a9a9',
};

export const decisionColour: { readonly [decision in Decision]: string } = {
  allow: '#2e7d4f',
  warn: '#b5731a',
  unknown: '#6a5a8c',
  deny: '#b3261e',
};

export const style = `
:root { color-scheme: light dark; --line: #d4d9de; --soft: #5b6770; --ground: #ffffff; --ink: #1c2226; --card: #f5f7f8 }
@media (prefers-color-scheme: dark) { :root { --line: #3a4248; --soft: #a3afb8; --ground: #14181b; --ink: #e8edf0; --card: #1d2327 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 4rem; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 1.6rem; margin: 0 0 .25rem } h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem } p, ul { margin: .25rem 0 .5rem }
.decision { color: #fff; border-radius: .35rem; padding: .1rem .6rem; text-transform: uppercase; letter-spacing: .03em }
.soft, dt { color: var(--soft) } code, pre { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .75rem 0 } dd { margin: 0; overflow-wrap: anywhere }
figure { margin: .75rem 0; padding: .9rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; overflow-x: auto }
figcaption { font-weight: 600; margin-bottom: .5rem } svg text { fill: var(--ink); font: 12px system-ui, sans-serif } svg .soft { fill: var(--soft) }
article { border: 1px solid var(--line); border-left: .35rem solid; border-radius: .4rem; padding: .6rem .9rem; margin: .6rem 0 }
article h3 { font-size: 1rem; margin: 0 } article.waived { opacity: .7 } pre { background: var(--card); padding: .4rem .6rem; border-radius: .3rem; overflow-x: auto }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: .3rem; padding: 0 .4rem; font-size: .8rem; margin-right: .3rem }
@media print { body { max-width: none } article { break-inside: avoid } }
`;
