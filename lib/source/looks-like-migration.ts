const exportForms: readonly RegExp[] = [
  /\bexport\s+(?:declare\s+)?(?:async\s+)?function\s*\*?\s*(?:up|down)\b/u,
  /\bexport\s+(?:const|let|var)\s+(?:\{[^}]*)?\b(?:up|down)\b/u,
  /\bexport\s*\{[^}]*(?:[{,]|\bas)\s*(?:up|down)\s*[,}]/u,
  /\bexports\s*\.\s*(?:up|down)\b/u,
  // exports['up'] =, Object.defineProperty(exports, "up", ...)
  /\bexports\s*[,[]\s*['"](?:up|down)['"]/u,
  // Whatever stands in another file.
  /\bmodule\s*\.\s*exports\s*=\s*require\s*\(/u,
  /\bexport\s*\*\s*from\b/u,
];

// module.exports = { up, down }, export default { async up() {} }, _export(exports, { up: … }) of swc
const objectExported = /\bmodule\s*\.\s*exports\s*=|\bexport\s*(?:=|default\b)|\(\s*exports\s*,/u;
const keyOfObject = /[{,]\s*(?:async\s+)?(?:up|down)\s*[(,:}]/u;

/**
 * Tells whether the text of a module exports `up` or `down`, or all of another module, which may.
 *
 * Reading the text is a guess, but it runs nothing; it serves only files whose names say nothing.
 */
export function looksLikeMigration(text: string): boolean {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"])\/\/.*/gu, '');
  if (exportForms.some((form) => form.test(code))) return true;
  const start = code.search(objectExported);
  return start !== -1 && keyOfObject.test(code.slice(start));
}
