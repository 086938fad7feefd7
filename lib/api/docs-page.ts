import { createHash } from 'node:crypto';

// One file without any other: it works where there is no internet, and its policy allows nothing but itself.
const style = `
:root{color-scheme:light dark;--line:#8884;--accent:#06c}@media(prefers-color-scheme:dark){:root{--accent:#6bf}}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem}
code,pre{font:13px/1.45 ui-monospace,monospace}code{overflow-wrap:anywhere}
pre{overflow:auto;padding:.75rem;border:1px solid var(--line);border-radius:6px;max-height:28rem}
details{border:1px solid var(--line);border-radius:6px;margin:.4rem 0;padding:.4rem .75rem}
summary{cursor:pointer}
.method{display:inline-block;min-width:4.2rem;font-weight:700;color:var(--accent)}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line)}
`;

const script = `
const make = (tag, content, ...children) => {
  const element = document.createElement(tag);
  if (content) element.textContent = content;
  element.append(...children);
  return element;
};
const prose = (text) => make('p', '', ...text.split('\\x60').map((part, index) => index % 2 ? make('code', part) : part));
const resolve = (doc, value) => value && value.$ref ? value.$ref.slice(2).split('/').reduce((at, key) => at[key], doc) : value;
const row = (...cells) => make('tr', '', ...cells.map((cell) => typeof cell === 'string' ? make('td', cell) : make('td', '', cell)));
const contentOf = (doc, content) => Object.entries(content ?? {}).map(([type, { schema, example }]) => {
  const shown = example === undefined ? resolve(doc, schema) : example;
  return make('div', '', make('code', type), make('pre', JSON.stringify(shown, null, 2)));
});
const operation = (doc, method, path, op) => {
  const head = make('summary', '');
  const verb = make('span', method.toUpperCase());
  verb.className = 'method';
  head.append(verb, make('code', path), ' ' + (op.summary ?? ''));
  const parts = [prose(op.description ?? '')];
  if (op.parameters?.length) parts.push(make('h4', 'Parameters'), make('table', '', ...op.parameters.map((p) => row(p.name, p.in + (p.required ? ', required' : ''), p.description ?? '', make('code', JSON.stringify(p.schema))))));
  if (op.requestBody) parts.push(make('h4', 'Body'), ...contentOf(doc, op.requestBody.content));
  parts.push(make('h4', 'Answers'));
  for (const [status, answer] of Object.entries(op.responses)) {
    const shown = resolve(doc, answer);
    parts.push(make('details', '', make('summary', status + ' ' + shown.description), ...contentOf(doc, shown.content)));
  }
  return make('details', '', head, ...parts);
};
window.fetch('/openapi.json').then((answer) => answer.json()).then((doc) => {
  const main = document.querySelector('main');
  main.replaceChildren(prose(doc.info.description));
  const tags = new Map();
  for (const [path, methods] of Object.entries(doc.paths)) for (const [method, op] of Object.entries(methods)) {
    const tag = op.tags?.[0] ?? 'other';
    tags.set(tag, [...(tags.get(tag) ?? []), operation(doc, method, path, op)]);
  }
  for (const [tag, operations] of [...tags].sort()) main.append(make('h2', tag), ...operations);
}).catch(() => { document.querySelector('main').textContent = 'The document /openapi.json could not be read.'; });
`;

const hash = (content: string): string => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

export const docsPolicy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'`;

export const docsPage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Plimsoll API</title><style>${style}</style></head>
<body><h1>Plimsoll API</h1><p>The same as a document for machines: <a href="/openapi.json">/openapi.json</a></p><main>Loading …</main><script>${script}</script></body>
</html>
`;
