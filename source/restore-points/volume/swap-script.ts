/** Exit codes of the script that have a sentence of their own. */
export const swapExit = { nothingRestored: 10, inTheWay: 11 } as const;

const script = `set -eu
beside=$1
kept=$2
cd "$3"
shift 3
there() { [ -e "$1" ] || [ -L "$1" ]; }
stays() {
	name=$1
	shift
	case $name in .lockkeeper*) return 0 ;; esac
	for other in "$@"; do [ "$name" = "$other" ] && return 0; done
	return 1
}
put() {
	if there "$2"; then printf '%s\\n' "$2" >&2; exit ${swapExit.inTheWay}; fi
	mv -T -- "$1" "$2"
}
if ! there "$kept"; then
	there "$beside" || exit ${swapExit.nothingRestored}
	[ -d "$kept.partial" ] || mkdir -m 700 -- "$kept.partial"
	for path in ./* ./.[!.]* ./..?*; do
		there "$path" || continue
		entry=\${path#./}
		stays "$entry" "$@" && continue
		put "$path" "$kept.partial/$entry"
	done
	chown --reference=. -- "$kept.partial"
	chmod --reference=. -- "$kept.partial"
	sync
	mv -T -- "$kept.partial" "$kept"
	sync
fi
if there "$beside"; then
	for path in "$beside"/* "$beside"/.[!.]* "$beside"/..?*; do
		there "$path" || continue
		put "$path" "./\${path##*/}"
	done
	chown --reference="$beside" -- .
	chmod --reference="$beside" -- .
	rmdir -- "$beside"
	sync
fi`;

/**
 * The swap of `directory/swap.ts` as a POSIX script, for a volume that only a container reaches. The same names,
 * so the same states after it was killed anywhere: while the live entries lie in `<kept>.partial` the first half is
 * under way; when `<kept>` is there, only the second half is left; when `<beside>` is gone as well, all is done.
 * @param except names that stay where they are; words of the shell's own, never part of the script
 */
export const swapInside = (
	directory: string,
	beside: string,
	kept: string,
	except: readonly string[],
): readonly string[] => ['sh', '-c', script, 'sh', beside, kept, directory, ...except];

/** Looks whether there is something to swap, or the first half is done. */
export const demandInside = (directory: string, beside: string, kept: string): readonly string[] => [
	...['sh', '-c', `cd "$1" && { [ -e "$2" ] || [ -e "$3" ] || exit ${swapExit.nothingRestored}; }`],
	...['sh', directory, beside, kept],
];
