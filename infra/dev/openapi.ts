import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../../lib/api/openapi/document.ts';
import { loadEndpoints } from '../../lib/api/routes/table.ts';

const endpoints = await loadEndpoints();

// What the API promises, as one commit left it. Writing it anew is how a break is declared.
writeFileSync('docs/openapi.json', `${JSON.stringify(openApiDocument(endpoints, '0.1.0'), null, 1)}\n`);
