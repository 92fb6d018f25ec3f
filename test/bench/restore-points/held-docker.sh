#!/bin/bash
# `docker` for the processes that are held: a container started by `docker run` is held with them, for the
# engine puts it beside them and not below. Needs HELD_DOCKER, the real program, and HELD_PARENT.
words=("$@") at=0
while [[ ${words[at]-} == -* ]]; do
	case ${words[at]} in
		-H | --host | -c | --context | --config | -l | --log-level) at=$((at + 2)) ;;
		*) at=$((at + 1)) ;;
	esac
done
[[ ${words[at]-} != container ]] || at=$((at + 1))
if [[ ${words[at]-} == run || ${words[at]-} == create ]]; then
	words=("${words[@]:0:at+1}" --cgroup-parent "$HELD_PARENT" "${words[@]:at+1}")
fi
exec "$HELD_DOCKER" "${words[@]}"
