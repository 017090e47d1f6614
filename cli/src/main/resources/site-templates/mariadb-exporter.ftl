# ${node.name}: built by tandem cfg; changes here are lost. Its user in MariaDB: handbook, monitoring.
ARGS="--web.listen-address=127.0.0.1:9104 --collect.slave_status"
DATA_SOURCE_NAME="prometheus@unix(/run/mysqld/mysqld.sock)/"
