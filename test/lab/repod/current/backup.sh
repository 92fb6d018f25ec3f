#!/usr/bin/env bash
# Sauvegarde de Repod : la base PostgreSQL, le pool et l'index des paquets.
set -euo pipefail
cd "$(dirname "$0")"
: "${DATABASE_URL:?DATABASE_URL doit être défini}"
command -v pg_dump >/dev/null || { echo "ERREUR : pg_dump est introuvable" >&2; exit 1; }
target="backups/$(date +%Y%m%d-%H%M%S)"
mkdir -p "$target"
pg_dump "$DATABASE_URL" >"$target/repod.sql"
tar -czf "$target/repos.tar.gz" repos/pool repos/package-index
echo "Sauvegarde terminée : $target"
