import { type Severity, severities } from '../model/severity.ts';
import type { Decision } from '../model/verdict.ts';

type Theme = { readonly [name in Severity | 'ground' | 'card' | 'ink' | 'soft' | 'line' | 'mark' | 'marked']: string };

/** Texts keep 4.5 to 1 against what they stand on, bars 3 to 1. Source: WCAG 2.2, success criteria 1.4.3 and 1.4.11. */
export const themes: { readonly light: Theme; readonly dark: Theme } = {
  light: {
    ground: '#ffffff',
    card: '#f5f7f8',
    ink: '#1c2226',
    soft: '#56626b',
    line: '#d4d9de',
    mark: '#ffe082',
    marked: '#1c2226',
    critical: '#8b1a2b',
    high: '#c8442e',
    medium: '#b86e00',
    low: '#3f74aa',
    info: '#6f7d89',
    unknown: '#858b90',
  },
  dark: {
    ground: '#14181b',
    card: '#1d2327',
    ink: '#e8edf0',
    soft: '#a3afb8',
    line: '#3a4248',
    mark: '#6b5300',
    marked: '#ffffff',
    critical: '#ee4b6a',
    high: '#ef8354',
    medium: '#e3b341',
    low: '#6ea8e0',
    info: '#94a3b0',
    unknown: '#7d858b',
  },
};

/** Below white letters, in both themes. */
export const decisionColour: { readonly [decision in Decision]: string } = {
  allow: '#2e7d4f',
  warn: '#9a5f0c',
  unknown: '#6a5a8c',
  deny: '#b3261e',
};

const properties = (theme: Theme): string =>
  Object.entries(theme)
    .map(([name, colour]) => `--${name}: ${colour}`)
    .join('; ');

export const style = `
:root { color-scheme: light dark; ${properties(themes.light)} }
@media (prefers-color-scheme: dark) { :root { ${properties(themes.dark)} } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 4rem; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.6rem; margin: 0 0 .25rem } h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem } p, ul { margin: .25rem 0 .5rem }
.decision { color: #fff; border-radius: .35rem; padding: .1rem .6rem; text-transform: uppercase; letter-spacing: .03em }
${Object.entries(decisionColour)
  .map(([decision, colour]) => `.decision.${decision}, .verdict.${decision} { background: ${colour} }`)
  .join('\n')}
.soft, dt { color: var(--soft) } code, pre { font: 13px/1.45 ui-monospace, monospace }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .75rem 0 } dd { margin: 0 }
figure { margin: .75rem 0; padding: .9rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem }
figcaption, caption { font-weight: 600; margin-bottom: .5rem; text-align: left }
table { border-collapse: collapse; width: 100%; table-layout: fixed } th, td { padding: .15rem .6rem .15rem 0; text-align: left; vertical-align: top }
thead th { color: var(--soft); font-weight: normal } tbody th { font-weight: normal } tbody tr { border-top: 1px solid var(--line) } .name { width: 6rem } .size, .found { width: 26% }
.bar { display: flex; gap: 1px; height: .8rem; margin-top: .3rem } .bar i { border-radius: 2px; min-width: 2px } .weight i { background: var(--soft) }
${severities.map((severity) => `i.${severity} { background: var(--${severity}) } article.${severity} { border-left-color: var(--${severity}) }`).join('\n')}
ol.trend { display: flex; gap: 2px; list-style: none; margin: 0; padding: 0 } ol.trend li { flex: 1 1 0; min-width: 0; position: relative }
.column { display: flex; flex-direction: column-reverse; gap: 1px; height: 7rem; border-bottom: 1px solid var(--soft) } .column i { min-height: 2px }
.verdict { display: block; color: #fff; font: bold 11px/16px system-ui, sans-serif; text-align: center; overflow: hidden; border-radius: 0 0 3px 3px }
.ends { display: flex; justify-content: space-between; gap: 1rem; color: var(--soft); margin: .25rem 0 0; white-space: nowrap }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
article { content-visibility: auto; contain-intrinsic-size: auto 11rem; border: 1px solid var(--line); border-left: .35rem solid; border-radius: .4rem; padding: .6rem .9rem; margin: .6rem 0 }
article h3 { font-size: 1rem; margin: 0 } article.waived { border-style: dashed; border-left-style: solid } pre { background: var(--card); padding: .4rem .6rem; border-radius: .3rem; white-space: pre-wrap }
mark { background: var(--mark); color: var(--marked) }
.tag { display: inline-block; max-width: 100%; border: 1px solid var(--line); border-radius: .3rem; padding: 0 .4rem; font-size: .8rem; margin-right: .3rem } .small { font-size: .8rem }
nav ul { columns: 24rem; padding: 0; list-style: none } nav li { break-inside: avoid } a { color: inherit } :focus-visible { outline: 3px solid; outline-offset: 2px }
@media (max-width: 30rem) { body { padding: 1rem .75rem 2rem } .size { width: 4.5rem } .found { width: 5.75rem } }
@page { margin: 15mm }
@media print {
  :root { color-scheme: light; ${properties(themes.light)} }
  body { max-width: none; padding: 0 } nav { display: none }
  .decision, .verdict, .bar i, .column i, mark, pre { -webkit-print-color-adjust: exact; print-color-adjust: exact }
  h2, h2 + p, h3, caption, figcaption { break-after: avoid } figure, tr { break-inside: avoid } article { break-inside: avoid; content-visibility: visible }
}
`;
