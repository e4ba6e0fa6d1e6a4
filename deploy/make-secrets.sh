#!/bin/sh
# Makes deploy/secrets/postgres-password and deploy/secrets/secret-key, once; what is there is never replaced.
# The folder is closed to others. The files themselves can be read: a container's user is nobody on this machine.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
for name in postgres-password secret-key; do
    if [ -e "secrets/$name" ]; then
        echo "secrets/$name is there already" >&2
        continue
    fi
    od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n' > "secrets/$name"
    chmod 644 "secrets/$name"
    echo "made deploy/secrets/$name"
done
