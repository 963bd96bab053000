import { relative } from 'node:path';

/** Shows a path as a user would type it from the working directory; whole where it lies elsewhere. */
export function pathFromHere(path: string): string {
  const way = relative(process.cwd(), path);
  return way === '' ? '.' : way.startsWith('..') ? path : way;
}
