// The build is loaded by plain Node, as users run it: tsx would compile it anew, and slower. Only the
// benches themselves are TypeScript.
import { tsImport } from 'tsx/esm/api';

const built = await import('../dist/index.js');
const { main } = await tsImport('./main.ts', import.meta.url);
await main(built);
