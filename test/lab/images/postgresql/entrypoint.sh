#!/bin/bash
# Creates the database cluster on the first start, then becomes the server.
# Environment as in docker-library's postgres image: POSTGRES_USER, POSTGRES_PASSWORD,
# POSTGRES_DB, POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD, and *_FILE for the first three.
set -Eeuo pipefail

fail() { printf >&2 'Error: %s\n' "$*"; exit 1; }

read_file_variables() {
	local name file
	for name in POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB; do
		file=${name}_FILE
		if [[ -n ${!file-} ]]; then
			[[ -z ${!name-} ]] || fail "both $name and $file are set (but are exclusive)"
			export "$name=$(<"${!file}")"
			unset "$file"
		fi
	done
	export POSTGRES_USER=${POSTGRES_USER:-postgres}
	export POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER}
	export POSTGRES_PASSWORD=${POSTGRES_PASSWORD-}
	export POSTGRES_HOST_AUTH_METHOD=${POSTGRES_HOST_AUTH_METHOD-}
}

prepare_directories() {
	mkdir -p "$PGDATA" /var/run/postgresql
	chmod 0700 "$PGDATA" || :
	chmod 3775 /var/run/postgresql || :
	if (($(id -u) == 0)); then
		find "$PGDATA" \! -user postgres -exec chown postgres '{}' +
		chown postgres /var/run/postgresql
	fi
}

create_cluster() {
	if [[ -z $POSTGRES_PASSWORD && $POSTGRES_HOST_AUTH_METHOD != trust ]]; then
		fail 'Database is uninitialized and superuser password is not specified. Set POSTGRES_PASSWORD, or POSTGRES_HOST_AUTH_METHOD=trust.'
	fi
	# shellcheck disable=SC2086 # POSTGRES_INITDB_ARGS is a list of words.
	initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") ${POSTGRES_INITDB_ARGS-}
	# The password is stored as the server is set to store it: md5 before PostgreSQL 14.
	local stored
	stored=$(postgres -C password_encryption "$@")
	printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-$stored}" >>"$PGDATA/pg_hba.conf"
}

run_sql() { psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --no-password "$@"; }

# Nobody may connect from outside before the database is whole: no TCP until then.
run_first_start() {
	pg_ctl -D "$PGDATA" -o "$(printf '%q ' "$@" -c listen_addresses= -p 5432)" -w start
	if [[ $POSTGRES_DB != postgres ]]; then
		run_sql --dbname postgres --set database="$POSTGRES_DB" <<<'CREATE DATABASE :"database";'
	fi
	local file
	for file in /docker-entrypoint-initdb.d/*; do
		case $file in
			*.sh) bash "$file" ;;
			*.sql) run_sql --dbname "$POSTGRES_DB" --file "$file" ;;
		esac
	done
	pg_ctl -D "$PGDATA" -m fast -w stop
	printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

main() {
	[[ ${1-} != -* ]] || set -- postgres "$@"
	if [[ ${1-} == postgres ]]; then
		read_file_variables
		prepare_directories
		if (($(id -u) == 0)); then
			exec env HOME=/var/lib/postgresql setpriv --reuid=postgres --regid=postgres --init-groups "$BASH_SOURCE" "$@"
		fi
		if [[ -s $PGDATA/PG_VERSION ]]; then
			printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
		else
			create_cluster "${@:2}"
			run_first_start "${@:2}"
		fi
		unset POSTGRES_PASSWORD
	fi
	exec "$@"
}

main "$@"
