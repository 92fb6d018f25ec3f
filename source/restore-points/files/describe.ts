import type { FilesPart } from './part.ts';

/** Where each file came from, and its mode. */
export const describeFiles = ({ artifacts }: FilesPart): readonly string[] =>
	artifacts.map(({ path, mode }) => `${path}, mode ${mode.toString(8).padStart(4, '0')}`);
