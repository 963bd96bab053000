export { StairwayError, type Problem } from './errors.ts';
