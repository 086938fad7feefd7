// Builds and starts the whole service on the embedded home.
await import('./build.mjs');
process.argv.splice(2, 0, 'serve');
await import('../../dist/plimsoll.mjs');
