import path from 'node:path';
import type { LabImage } from './image.ts';

/** A stand-in that serves several systems: PostgreSQL 17 with pgvector. */
export const pgvectorImage: LabImage = {
	name: 'pgvector/pgvector',
	tag: 'pg17',
	context: path.join(import.meta.dirname, 'images', 'postgresql'),
	standsInFor: 'pgvector/pgvector:pg18, made of PostgreSQL 17 and pgvector from Debian trixie',
};
