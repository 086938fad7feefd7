// The parts that a function loads at once, as one file: esbuild makes a part of whatever late imports share, and twenty files are 8 ms slower to import than one.
import { build } from 'esbuild';

const entry = 'index.mjs';
const whole = 'shared.mjs';
const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);
const textsOf = (outputs) => new Map(outputs.map(({ path, text }) => [nameOf(path), text]));

/** The parts below one that are there before it runs. */
const loadedWith = (parts, name) => {
  const found = new Set([name]);
  // A set visits what is added while it is walked.
  for (const from of found) for (const [, next] of parts.get(from).matchAll(/(?:from|import) "\.\/(part-\w+\.mjs)"/g)) found.add(next);
  found.delete(name);
  return found;
};

/** Takes what a build with `splitting` gave, not minified; gives texts by file name. What is under way while the entry waits at its top may import `shared.mjs`: the entry stays by itself. */
export const joinParts = async ({ outputFiles, metafile }, options) => {
  const parts = textsOf(outputFiles);
  const exportsOf = new Map(Object.entries(metafile.outputs).map(([path, { exports }]) => [nameOf(path), exports]));
  const joined = loadedWith(parts, entry);
  const renamed = (part, named) =>
    exportsOf.get(part).map((name) => named(name, `${part.slice(0, -'.mjs'.length).replace('-', '_')}_${name}`));
  const shared = [...joined]
    .map((part) => `export { ${renamed(part, (name, alias) => `${name} as ${alias}`)} } from './${part}';`)
    .join('\n');
  const borrowed = (part) => `export { ${renamed(part, (name, alias) => `${alias} as ${name}`)} } from './${whole}';`;
  const contents = {
    shared: () => shared,
    joined: (name) => parts.get(name),
    apart: (name) => parts.get(name),
    borrowed,
  };
  const namespaceOf = ({ kind, namespace }, name) => {
    if (kind === 'entry-point') return name === whole ? 'shared' : 'apart';
    if (kind === 'dynamic-import' || name === whole) return undefined;
    if (namespace !== 'apart') return 'joined';
    return joined.has(name) ? 'borrowed' : undefined;
  };
  const plugin = {
    name: 'join-parts',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^\.\/[\w-]+\.mjs$/ }, (asked) => {
        const name = nameOf(asked.path);
        const namespace = namespaceOf(asked, name);
        return namespace ? { path: name, namespace } : { path: asked.path, external: true };
      });
      for (const [namespace, contentsOf] of Object.entries(contents))
        onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: contentsOf(path) }));
    },
  };
  const entryPoints = [whole, ...[...parts.keys()].filter((name) => !joined.has(name))].map((name) => ({
    in: `./${name}`,
    out: name.slice(0, -'.mjs'.length),
  }));
  const { outputFiles: files } = await build({ ...options, entryPoints, plugins: [plugin], bundle: true, write: false });
  return textsOf(files);
};
