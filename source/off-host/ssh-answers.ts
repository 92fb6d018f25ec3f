/** What an SSH host can do, from what the probe wrote. */
export type SshAbilities = {
	/** Commands are carried out there; without, the host speaks SFTP alone. */
	readonly shell: boolean;
	readonly rsync: boolean;
	readonly sha256sum: boolean;
};

export function readProbe(stdout: string): SshAbilities {
	const has = (mark: string) => stdout.split('\n').includes(`lockkeeper:${mark}`);
	return { shell: has('shell'), rsync: has('rsync'), sha256sum: has('sha256sum') };
}

/** Sizes by name, from lines of `ls -ln`: mode, links, owner, group, bytes, three of time, name. */
export function readListing(stdout: string): ReadonlyMap<string, number> {
	const lines = stdout.matchAll(/^-\S+\s+\d+\s+\S+\s+\S+\s+(\d+)\s+\S+\s+\S+\s+\S+\s+\.\/(.+)$/gm);
	return new Map([...lines].map(([, bytes, name = '']) => [name, Number(bytes)]));
}

/** A line of sha256sum: the hash, two characters, the name. */
export function readHashLine(line: string): { readonly name: string; readonly sha256: string } | undefined {
	const [, sha256, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
	return sha256 !== undefined && name !== undefined ? { name, sha256 } : undefined;
}

/** Free bytes, from `df -Pk`. */
export function readFreeSpace(stdout: string): number | undefined {
	const free = /\s\d+\s+\d+\s+(\d+)\s+\d+%\s/.exec(stdout)?.[1];
	return free === undefined ? undefined : Number(free) * 1024;
}

/** Bytes so far, from a line of rsync's `--info=progress2`: `  32,768  12%  1.00MB/s …`. */
export function readRsyncProgress(line: string): number | undefined {
	const bytes = /^\s*([\d,]+)\s+\d+%\s/.exec(line)?.[1];
	return bytes === undefined ? undefined : Number(bytes.replaceAll(',', ''));
}
