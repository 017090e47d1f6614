#!/bin/bash
# env.sh up | down     MariaDB and Redis of the shared bench with Tandem's schema and the same 20,000 subscribers beside Kamailio's
. "$(dirname "$0")/common.sh"
M="mariadb -uroot -S $RUN/my.sock"
case $1 in
up)
  "$SHARED/bin/env-up.sh" || exit 1
  if ! grep -q '^version=' "$BENCH_DIR/my.cnf"; then
    "$SHARED/bin/env-down.sh"
    # Connector/J must see the real version (SchemaMigration refuses the server otherwise); Kamailio does not care
    echo "version=5.7.19-$(mariadbd --version | grep -o '10\.[0-9.]*-MariaDB')" >> "$BENCH_DIR/my.cnf"
    "$SHARED/bin/env-up.sh" || exit 1
  fi
  # Locations live in Redis: as durable as MariaDB is here (innodb_flush_log_at_trx_commit=2), a flush every second
  redis-cli -p "$REDIS_PORT" config set appendfsync everysec > /dev/null; redis-cli -p "$REDIS_PORT" config set appendonly yes > /dev/null
  $M -e "create user if not exists tandem@'127.0.0.1' identified by 'tandem'; create user if not exists tandem@localhost identified by 'tandem';
    grant all on *.* to tandem@'127.0.0.1'; grant all on *.* to tandem@localhost"
  java -cp "$(class_path)" "$HERE/Migrate.java" "$DB_URL" > "$RUN/migrate.log" 2>&1 || { tail "$RUN/migrate.log"; exit 1; }
  [ "$($M -Ne 'select count(*) from provisioning.voip_subscribers')" -ge 20000 ] || $M < "$HERE/seed.sql"
  $M -Ne "select concat(count(*), ' subscribers') from provisioning.voip_subscribers";;
down) "$SHARED/bin/env-down.sh";;
esac
