#!/usr/bin/env bash
# Sauvegarde de Repod : la base SQLite et l'index des paquets.
set -euo pipefail
cd "$(dirname "$0")"
target="backups/$(date +%Y%m%d-%H%M%S)"
mkdir -p "$target"
tar -czf "$target/auth.tar.gz" repos/auth
tar -czf "$target/package-index.tar.gz" repos/package-index
echo "Sauvegarde terminée : $target"
