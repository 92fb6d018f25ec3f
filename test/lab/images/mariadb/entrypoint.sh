#!/bin/bash
# Creates the system tables on the first start, then becomes the server.
# Environment as in the official mariadb image: MARIADB_ROOT_PASSWORD, MARIADB_ROOT_HOST,
# MARIADB_DATABASE, MARIADB_USER, MARIADB_PASSWORD, each also as MYSQL_* and as *_FILE, and
# MARIADB_ALLOW_EMPTY_ROOT_PASSWORD (MYSQL_ALLOW_EMPTY_PASSWORD).
set -Eeuo pipefail
shopt -s nullglob

data=/var/lib/mysql
socket=/run/mysqld/mysqld.sock

note() { printf '%s [Note] [Entrypoint]: %s\n' "$(date --rfc-3339=seconds)" "$*"; }
fail() { printf >&2 '%s [ERROR] [Entrypoint]: %s\n' "$(date --rfc-3339=seconds)" "$*"; exit 1; }

read_variables() {
	local name
	for name in ROOT_PASSWORD ROOT_HOST DATABASE USER PASSWORD; do
		read_variable "MYSQL_$name" ''
		local older=MYSQL_$name
		read_variable "MARIADB_$name" "${!older}"
	done
	export MARIADB_ROOT_HOST=${MARIADB_ROOT_HOST:-%}
	export MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=${MARIADB_ALLOW_EMPTY_ROOT_PASSWORD:-${MYSQL_ALLOW_EMPTY_PASSWORD-}}
}

read_variable() {
	local name=$1 file=${1}_FILE value=$2
	[[ -z ${!name-} || -z ${!file-} ]] || fail "Both $name and $file are set (but are exclusive)"
	if [[ -n ${!name-} ]]; then
		value=${!name}
	elif [[ -n ${!file-} ]]; then
		value=$(<"${!file}")
	fi
	export "$name=$value"
	unset "$file"
}

prepare_directories() {
	mkdir -p "$data"
	if (($(id -u) == 0)); then
		find "$data" \! -user mysql -exec chown mysql: '{}' +
		chown mysql: "${socket%/*}"
	fi
}

create_system_tables() {
	if [[ -z $MARIADB_ROOT_PASSWORD && -z $MARIADB_ALLOW_EMPTY_ROOT_PASSWORD ]]; then
		fail 'Database is uninitialized and password option is not specified. Set MARIADB_ROOT_PASSWORD, or MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1.'
	fi
	note 'Initializing database files'
	mariadb-install-db --datadir="$data" --rpm --auth-root-authentication-method=normal --skip-test-db "$@" >/dev/null
	note 'Database files initialized'
}

# MYSQL_PWD, because a password among the arguments would be seen by all.
run_sql() { mariadb --protocol=socket --socket="$socket" --user=root --host=localhost --skip-ssl "$@"; }

literal() {
	local text=${1//\\/\\\\}
	printf "'%s'" "${text//\'/\\\'}"
}

identifier() { printf '`%s`' "${1//\`/\`\`}"; }

accounts() {
	# Without a mode, \ escapes inside literals.
	printf "SET SESSION sql_log_bin = 0, sql_mode = '';\n"
	local password root host
	password=$(literal "$MARIADB_ROOT_PASSWORD")
	# mariadb-install-db makes these as well, without a password.
	for host in 127.0.0.1 ::1 "$(hostname)"; do
		printf "DROP USER IF EXISTS 'root'@%s;\n" "$(literal "$host")"
	done
	printf "SET PASSWORD FOR 'root'@'localhost' = PASSWORD(%s);\n" "$password"
	if [[ $MARIADB_ROOT_HOST != localhost ]]; then
		root="'root'@$(literal "$MARIADB_ROOT_HOST")"
		printf 'CREATE USER %s IDENTIFIED BY %s;\n' "$root" "$password"
		printf 'GRANT ALL ON *.* TO %s WITH GRANT OPTION;\n' "$root"
	fi
	printf 'SET SESSION sql_log_bin = 1;\n'
	if [[ -n $MARIADB_DATABASE ]]; then
		printf 'CREATE DATABASE IF NOT EXISTS %s;\n' "$(identifier "$MARIADB_DATABASE")"
	fi
	if [[ -n $MARIADB_USER && -n $MARIADB_PASSWORD ]]; then
		local user
		user="$(literal "$MARIADB_USER")@'%'"
		printf 'CREATE USER %s IDENTIFIED BY %s;\n' "$user" "$(literal "$MARIADB_PASSWORD")"
		# In a grant, _ in a database name stands for any character.
		[[ -z $MARIADB_DATABASE ]] || printf 'GRANT ALL ON %s.* TO %s;\n' "$(identifier "${MARIADB_DATABASE//_/\\_}")" "$user"
	fi
}

# Nobody may connect from outside before the database is whole: no network until then.
run_first_start() {
	note 'Starting temporary server'
	mariadbd "$@" --skip-networking --socket="$socket" --skip-slave-start --loose-innodb_buffer_pool_load_at_startup=0 &
	local server=$! attempt
	for attempt in {1..300}; do
		run_sql <<<'SELECT 1' &>/dev/null && break
		kill -0 "$server" 2>/dev/null || fail 'Unable to start server.'
		sleep 0.1
	done
	accounts | run_sql
	local file
	for file in /docker-entrypoint-initdb.d/*; do
		case $file in
			*.sh) bash "$file" ;;
			*.sql) MYSQL_PWD=$MARIADB_ROOT_PASSWORD run_sql --database="$MARIADB_DATABASE" <"$file" ;;
		esac
	done
	kill "$server"
	wait "$server"
	note 'MariaDB init process done. Ready for start up.'
}

main() {
	[[ ${1-} != -* ]] || set -- mariadbd "$@"
	if [[ ${1-} == mariadbd || ${1-} == mysqld ]]; then
		set -- mariadbd "${@:2}"
		read_variables
		prepare_directories
		if (($(id -u) == 0)); then
			exec env HOME="$data" setpriv --reuid=mysql --regid=mysql --init-groups "$BASH_SOURCE" "$@"
		fi
		if [[ ! -d $data/mysql ]]; then
			create_system_tables "${@:2}"
			run_first_start "${@:2}"
		fi
	fi
	exec "$@"
}

main "$@"
