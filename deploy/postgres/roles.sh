#!/usr/bin/env bash
# Databases and roles, once, on an empty server: the container's own way runs it at the first start.
# Passwords come from files and go no way that a list of processes shows.
set -euo pipefail

secrets=${SECRETS:-/run/secrets}

psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
\\set owner_password \`cat '$secrets/database_owner_password'\`
\\set password \`cat '$secrets/database_password'\`
\\set temporal_password \`cat '$secrets/temporal_password'\`

-- our own: the owner migrates and serves nobody, the application can neither migrate nor rewrite the ledger
CREATE ROLE trinhky_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE trinhky LOGIN PASSWORD :'password';
CREATE DATABASE trinhky OWNER trinhky_owner TEMPLATE template0;
REVOKE ALL ON DATABASE trinhky FROM PUBLIC;
GRANT CONNECT ON DATABASE trinhky TO trinhky;

-- Temporal's: what is under way, and what is searched for
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE temporal OWNER temporal TEMPLATE template0;
CREATE DATABASE temporal_visibility OWNER temporal TEMPLATE template0;
REVOKE ALL ON DATABASE temporal, temporal_visibility FROM PUBLIC;
SQL
