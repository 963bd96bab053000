#!/usr/bin/env node
import { run } from './run.ts';
import { terminalOutput } from './terminal-output.ts';

// The exit code is set, not forced, so that what was written reaches a pipe.
process.exitCode = await run(process.argv.slice(2), terminalOutput(process.stdout, process.stderr));
