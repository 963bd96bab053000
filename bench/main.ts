import { readdirSync, writeFileSync } from 'node:fs';
import { formatTable, judge, type Bench, type Verdict } from './row.ts';

// Words behind `npm run bench --` choose benches by a part of their names.
const words = process.argv.slice(2);
const files = readdirSync(new URL('./', import.meta.url))
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();

const verdicts: Verdict[] = [];
for (const file of files) {
  process.stderr.write(`${file} …\n`);
  const { default: bench } = (await import(new URL(file, import.meta.url).href)) as {
    default: Bench;
  };
  for (const row of await bench()) verdicts.push(judge(row));
}

console.log(formatTable(verdicts));
const machine = { node: process.version, platform: process.platform, arch: process.arch };
writeFileSync(
  new URL('result.json', import.meta.url),
  `${JSON.stringify({ at: new Date().toISOString(), ...machine, rows: verdicts }, undefined, 2)}\n`,
);
