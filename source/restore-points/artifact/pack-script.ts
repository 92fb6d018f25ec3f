/**
 * A pipe's exit code is that of its last program; POSIX shells know no `pipefail`. These two scripts give the
 * exit code of each part. The program and its arguments are words of the shell's own, never part of a script.
 */

/** Exit code when zstd failed and the program did not. */
export const packFailed = 97;

/** One thread and the fastest level that still halves a dump; with zstd's own checksum over the frame. */
export const zstdOptions: readonly string[] = ['-q', '-1', '-T1', '-c'];

const pack = [
	'exec 4>&1',
	`code=$({ { "$@" 3>&- 4>&-; echo $? >&3; } | zstd ${zstdOptions.join(' ')} >&4 3>&-; } 3>&1) || exit ${packFailed}`,
	'exit "$code"',
].join('\n');

const unpack = (checks: boolean) =>
	[
		'exec 3>&1',
		'unpacked=$({ { zstd -dqc 3>&-; echo $? >&5; } | "$@" >&3 3>&- 5>&-; } 5>&1)',
		'code=$?',
		...(checks ? [`if [ "$code" -eq 0 ] && [ "$unpacked" -ne 0 ]; then exit ${packFailed}; fi`] : []),
		'exit "$code"',
	].join('\n');

/** The program with its stdout compressed. */
export const packing = (argv: readonly string[]): readonly string[] => ['sh', '-c', pack, 'sh', ...argv];

/** A script with a file as its stdout or stdin. */
export const redirecting = (
	direction: '>' | '<',
	file: string,
	script: readonly string[],
): readonly string[] => ['sh', '-c', `exec ${direction}"$0" "$@"`, file, ...script];

/** The program with its stdin decompressed. @param readsAll false when it may end before its input does */
export const unpacking = (argv: readonly string[], readsAll: boolean): readonly string[] => [
	'sh',
	'-c',
	unpack(readsAll),
	'sh',
	...argv,
];
