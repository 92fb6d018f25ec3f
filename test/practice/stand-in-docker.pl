#!/usr/bin/perl
# The stand-in for docker of source/practice/stand-in-docker.ts once more: a start of Node a call is most of what a case costs.
use strict;
use warnings;
use Socket;

my $path = shift @ARGV;
my $quoted = sub {
	my ($text) = @_;
	$text =~ s/(["\\\x00-\x1f])/sprintf('\\u%04x', ord $1)/ge;
	return "\"$text\"";
};
my $list = join ',', map { $quoted->($_) } @ARGV;
my $environment = join ',', map { $quoted->($_) . ':' . $quoted->($ENV{$_}) } keys %ENV;
my $directory = readlink "/proc/$$/cwd";

sub gone {
	print STDERR "Cannot connect to the Docker daemon: the practice stack has ended\n";
	exit 1;
}
$SIG{PIPE} = sub { exit 141 };
socket(my $socket, PF_UNIX, SOCK_STREAM, 0) or gone();
connect($socket, sockaddr_un($path)) or gone();

sub put {
	my ($to, $bytes) = @_;
	my $done = 0;
	while ($done < length $bytes) {
		my $wrote = syswrite $to, $bytes, length($bytes) - $done, $done;
		exit 141 unless defined $wrote;
		$done += $wrote;
	}
}
put($socket, "{\"argv\":[$list],\"cwd\":" . $quoted->($directory) . ",\"environment\":{$environment}}\n");

# Only `exec` and `run` hand stdin on; a process of its own does, so that neither direction waits for the other.
my $pump;
if (grep { $_ eq 'exec' } @ARGV) {
	$pump = fork;
	if ($pump == 0) {
		$SIG{PIPE} = sub { exit 0 };
		while (sysread STDIN, my $bytes, 65536) { put($socket, $bytes) }
		shutdown $socket, 1;
		exit 0;
	}
} else {
	shutdown $socket, 1;
}

my ($buffer, $code) = ('', undef);
while (sysread $socket, $buffer, 65536, length $buffer) {
	while (length $buffer >= 5) {
		my ($kind, $length) = unpack 'CN', $buffer;
		last if length $buffer < 5 + $length;
		my $bytes = substr $buffer, 5, $length;
		$buffer = substr $buffer, 5 + $length;
		if ($kind == 3) { $code = unpack 'C', $bytes }
		else { put($kind == 1 ? \*STDOUT : \*STDERR, $bytes) }
	}
}
kill 'KILL', $pump if $pump;
gone() unless defined $code;
exit $code;
