#!/bin/bash
# Makes a room of one CPU and 2 GB, and keeps it until its input ends: hold.sh NAME. Prints `held` when the
# room is there. Its input ends with the bench, however that ends, so that the engine always gets its CPUs back.
#
# The room is a cgroup (version 1) NAME in the hierarchies cpuset and memory:
# - One CPU: the last one that may be used, for everything in the room. A cpuset and no quota, so that programs
#   that count the CPUs, zstd and Node among them, find one, as on a server that has one. The engine is moved in
#   for that time: dockerd, containerd, and every shim and proxy they start, since dumps and archives run
#   through them.
# - 2 GB, page cache included, less what the engine's processes hold. The engine itself is left where it is in
#   this hierarchy, for a full room would otherwise end the engine of every stack on this machine.
# - Not held: the kernel's own threads, such as those that write dirty pages back, and the processes of the
#   bench that only watch. Containers of other stacks keep their CPUs.
# Who enters is decided by the caller: the processes of both sides, and all containers with NAME as parent.
set -euo pipefail
trap '' INT TERM HUP
name=$1
cpuset=/sys/fs/cgroup/cpuset memory=/sys/fs/cgroup/memory

mapfile -t engine < <(pgrep -x 'dockerd|containerd')
[ "${#engine[@]}" -gt 0 ] || { echo 'no dockerd runs here' >&2; exit 1; }
home=$cpuset$(sed -n 's/^[0-9]*:cpuset://p' "/proc/${engine[0]}/cgroup")

release() {
	for process in $(cat "$cpuset/$name/cgroup.procs" 2>/dev/null); do
		echo "$process" >"$home/cgroup.procs" || :
	done 2>/dev/null
	for process in $(cat "$memory/$name/cgroup.procs" 2>/dev/null); do
		echo "$process" >"$memory/cgroup.procs" || :
	done 2>/dev/null
	# Containers have left rooms of the same name in the other hierarchies as well.
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		find /sys/fs/cgroup/*/"$name" -depth -type d -exec rmdir {} \; 2>/dev/null || :
		compgen -G "/sys/fs/cgroup/*/$name" >/dev/null || return 0
		sleep 0.5
	done
	# Something still lives in there: at least nothing holds it any more.
	echo -1 >"$memory/$name/memory.limit_in_bytes" || :
	cat "$home/cpuset.effective_cpus" >"$cpuset/$name/cpuset.cpus" || :
	echo "left behind: $(compgen -G "/sys/fs/cgroup/*/$name" | tr '\n' ' ')" >&2
}
trap release EXIT

mkdir "$cpuset/$name" "$memory/$name"
sed 's/.*[-,]//' "$home/cpuset.effective_cpus" >"$cpuset/$name/cpuset.cpus"
cat "$home/cpuset.effective_mems" >"$cpuset/$name/cpuset.mems"
resident=$(ps -o rss= -p "$(IFS=,; echo "${engine[*]}")" | awk '{ sum += $1 } END { print sum * 1024 }')
echo $((2 * 1024 * 1024 * 1024 - resident)) >"$memory/$name/memory.limit_in_bytes"
for process in "${engine[@]}"; do
	echo "$process" >"$cpuset/$name/cgroup.procs"
done

echo held
cat >/dev/null
