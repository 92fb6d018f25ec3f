import { createHash } from 'node:crypto';

/** Bytes that no compressor makes smaller, always the same. */
export function noise(bytes: number): Buffer {
	const pieces: Buffer[] = [];
	for (let count = 0; count * 32 < bytes; count++)
		pieces.push(createHash('sha256').update(`${count}`).digest());
	return Buffer.concat(pieces).subarray(0, bytes);
}

const rows = Array.from({ length: 400 }, (_, index) => `${index}\trow of the table`).join('\n');
const table = `COPY public.issues (id, title) FROM stdin;\n${rows}\n\\.\n\n`;

/** As pg_dump writes it, header and footer to the letter. */
export const pgDump = `--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 16.4\n-- Dumped by pg_dump version 16.4\n\nSET statement_timeout = 0;\n\n${table}--\n-- PostgreSQL database dump complete\n--\n\n`;

/** From 17.6 and 16.10 on. */
export const pgDumpRestricted = `--\n-- PostgreSQL database dump\n--\n\n\\restrict abcDEF123\n\n${table}--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict abcDEF123\n\n`;

export const pgDumpAll = `--\n-- PostgreSQL database cluster dump\n--\n\nCREATE ROLE repod;\n\n${pgDump}--\n-- PostgreSQL database cluster dump complete\n--\n\n`;

export const mysqlDump = `-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost    Database: app\n\nINSERT INTO t VALUES (1);\n-- Dump completed on 2026-06-15  2:10:00\n`;

export const mariadbDump = `/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19-11.8.2-MariaDB, for debian-linux-gnu (x86_64)\n--\n\nINSERT INTO t VALUES (1);\n-- Dump completed on 2026-06-15  2:10:00\n`;
