/** A line of log in the form and the colours of NestJS. */
export function log(context, message) {
	const green = (text) => `\u001B[32m${text}\u001B[39m`;
	const time = new Date().toLocaleString('en-US');
	console.log(
		`${green(`[Nest] ${process.pid}  - `)}${time} ${green('    LOG')} \u001B[33m[${context}] \u001B[39m${green(message)}`,
	);
}
