import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

/** Packages that the script of the page holds, whose licences go with it. */
const bundled = ['@dagrejs/dagre', '@dagrejs/graphlib'];

/** Makes the script and the style of the HTML dictionary: dist/docs/page.js and page.css. */
export async function buildPage(): Promise<void> {
  mkdirSync('dist/docs', { recursive: true });
  const options = { bundle: true, minify: true, write: false, legalComments: 'none' } as const;
  const [script, style] = await Promise.all([
    build({
      ...options,
      entryPoints: ['lib/docs/page/main.ts'],
      format: 'iife',
      target: 'es2022',
      tsconfigRaw: {},
    }),
    build({ ...options, entryPoints: ['lib/docs/page/page.css'] }),
  ]);
  writeFileSync('dist/docs/page.js', `${licences()}\n${textOf(script)}`);
  writeFileSync('dist/docs/page.css', textOf(style));
}

function textOf({
  outputFiles: [file],
}: {
  readonly outputFiles: readonly { readonly text: string }[];
}): string {
  if (file === undefined) throw new Error('esbuild has written nothing');
  return file.text;
}

/** One comment for each licence: the two packages have the same. */
function licences(): string {
  const texts = new Map<string, string[]>();
  for (const name of bundled) {
    const text = readFileSync(`node_modules/${name}/LICENSE`, 'utf8').trim();
    texts.set(text, [...(texts.get(text) ?? []), name]);
  }
  return [...texts]
    .map(([text, names]) => `/*! Holds ${names.join(' and ')}.\n\n${text}\n*/`)
    .join('\n');
}
