// The staging thread's start. No TypeScript: what would make JavaScript of it takes longer to load than all the rest, and is not
// needed where the compile cache has the rest already.
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';

if (workerData.compileCache !== undefined) enableCompileCache(workerData.compileCache);
const compiled = new URL('./staging-requests.js', import.meta.url);
const { answerRequests } = await import(existsSync(fileURLToPath(compiled)) ? compiled.href : './staging-requests.ts');
answerRequests(workerData);
