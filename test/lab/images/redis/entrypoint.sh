#!/bin/sh
# Gives /data to redis and becomes the server as that user; other commands run as they are.
set -e
if [ "${1#-}" != "$1" ]; then
	set -- redis-server "$@"
fi
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
	find . \! -user redis -exec chown redis '{}' +
	# Containers are reached from other containers: no protected mode, as in docker-library's image.
	exec setpriv --reuid=redis --regid=redis --init-groups "$@" --protected-mode no
fi
exec "$@"
