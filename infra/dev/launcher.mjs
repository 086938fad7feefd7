// Runs the bundle that stands in this file. Compiling it is most of what starting costs, so the build leaves the compiled code beside it;
// V8 compares a source by its length alone, therefore the name holds the content's digest. Without that file, or with one of another Node, it starts slower.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

const source = /* bundle */ '';
const compiled = () => {
  try {
    return readFileSync(new URL(/* compiled */ '', import.meta.url));
  } catch {
    return undefined;
  }
};
const script = new Script(source, { filename: import.meta.filename, cachedData: compiled() });
const module = { exports: {} };
script.runInThisContext()(createRequire(import.meta.url), module, module.exports, import.meta.url);
