// Takes what is imported of Node itself name by name. An import asks for every name of a built-in module, and so loads what stands behind them all: that of
// "node:http" brings the whole of fetch, 40 ms of Node 24.
const staticImport = /import(?: ?([\w$]+),?)?(?:\s*\*as ([\w$]+)|\{([^}]*)\})?(?: ?from)?"(node:[a-z_/]+)";/g;
const lateImport = /import\("(node:[a-z_/]+)"\)/g;
/** What older Nodes lack has to fail where it is asked for, as an import does. */
const isLeft = (name) => name === 'node:sqlite';

/** Of minified ES modules, as esbuild writes them. */
export const withoutImportsOfNode = (text) =>
  text
    .replace(staticImport, (statement, standard, all, names, module) => {
      if (isLeft(module)) return statement;
      const taken = `process.getBuiltinModule("${module}")`;
      const whole = [standard, all].filter(Boolean).map((name) => `const ${name}=${taken};`);
      return [...whole, ...(names ? [`const{${names.replaceAll(' as ', ':')}}=${taken};`] : [])].join('');
    })
    .replace(lateImport, (call, module) => (isLeft(module) ? call : `Promise.resolve(process.getBuiltinModule("${module}"))`));
