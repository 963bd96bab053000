import { writeFileSync } from 'node:fs';
import { readCommands } from './reference/commands.ts';
import { renderErrors } from './reference/render-errors.ts';
import { ReferencePage } from './reference/render-reference.ts';
import { Surface } from './reference/surface.ts';

// Declarations of the build are read: npm run docs:api builds first.
const page = new ReferencePage('.', new Surface('dist'), await readCommands());
writeFileSync('docs/reference.md', page.render());
writeFileSync('docs/errors.md', renderErrors('.'));
