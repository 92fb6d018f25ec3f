/**
 * What psql complained of when it loaded a server's globals into a throw-away; that the directories of tablespaces
 * are not there is expected.
 */
export const unexpectedErrors = (stderr: string): readonly string[] =>
	stderr.split('\n').filter((line) => /ERROR:|FATAL:/.test(line) && !line.includes('tablespace'));
