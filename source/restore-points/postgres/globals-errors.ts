/**
 * What psql complained of when it loaded a server's globals into a throw-away; expected is that the role which made
 * it is there, and that the directories of tablespaces are not.
 */
export const unexpectedErrors = (stderr: string, bootstrap: string): readonly string[] =>
	stderr
		.split('\n')
		.filter((line) => /ERROR:|FATAL:/.test(line))
		.filter((line) => !line.endsWith(`role "${bootstrap}" already exists`) && !line.includes('tablespace'));
