#!/usr/bin/env node
import { run } from './run.ts';

// The exit code is set, not forced, so that what was written reaches a pipe.
process.exitCode = await run(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
});
