#!/bin/sh
# Makes what compose.yaml needs to be secret, once: a pepper and a password for PostgreSQL. Keep a copy of the pepper apart
# from the copies of the database: without it no key works.
set -eu
umask 077
cd "$(dirname "$0")"

if [ -e secrets ]; then
  echo "$PWD/secrets is there already, and databases depend on it" >&2
  exit 1
fi

random() {
  head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'
}

# Whole or not at all.
rm -rf secrets.new
mkdir secrets.new
password=$(random)
printf '1 %s\n' "$(random)" > secrets.new/pepper
printf '%s\n' "$password" > secrets.new/postgres-password
printf 'postgres://keystead:%s@postgres:5432/keystead\n' "$password" > secrets.new/database-url

# Compose hands files over with their owner and mode, so the nodes run as their owner: you, or if that is root, nobody else's.
user=$(id -u):$(id -g)
if [ "$(id -u)" = 0 ]; then
  user=65532:65532
  chown "$user" secrets.new/pepper secrets.new/database-url
  chmod 0711 secrets.new
fi
mv secrets.new secrets
printf 'KEYSTEAD_USER=%s\n' "$user" >> ../../.env
