// Touches the world: is started with `unshare --net` and keeps that network of its own: brings its loopback up, and hands what comes to
// the registry's port on to a socket. Ends with its standard input.
import { execFileSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import process from 'node:process';

const [registry = '', socket = ''] = process.argv.slice(2);
const { hostname, port } = new URL(`http://${registry}`);

// SIOCSIFFLAGS with IFF_UP and IFF_RUNNING: `ip` is not on every machine.
execFileSync('perl', [
	'-MSocket',
	'-e',
	'socket(my $s, PF_INET, SOCK_DGRAM, 0) or die $!; my $up = pack("a16 s x22", "lo", 0x41); ioctl($s, 0x8914, $up) or die $!',
]);
createServer((client) => {
	const server = connect(socket);
	for (const [one, other] of [
		[client, server],
		[server, client],
	] as const) {
		one.pipe(other);
		one.on('error', () => other.destroy());
	}
}).listen(Number(port), hostname, () => console.log('ready'));
process.stdin.on('end', () => process.exit()).resume();
