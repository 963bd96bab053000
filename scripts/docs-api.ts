import { writeFileSync } from 'node:fs';
import { renderErrors } from './reference/render-errors.ts';

// Declarations of the build are read: npm run docs:api builds first.
writeFileSync('docs/errors.md', renderErrors('.', 'dist'));
