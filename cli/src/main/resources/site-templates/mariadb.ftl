# ${node.name}: built by tandem cfg; changes here are lost. Why each line: handbook, high availability.
[mariadbd]
server-id = ${node.index + 1}
gtid-domain-id = ${node.number + 1}
gtid-strict-mode = ON
log-bin = mariadb-bin
log-slave-updates = ON
binlog-format = ROW
binlog-row-image = FULL
sync-binlog = 1
innodb-flush-log-at-trx-commit = 1
innodb-buffer-pool-size = ${site.stores.bufferPool}
skip-name-resolve
<#if node.peer?has_content>
auto-increment-increment = 2
auto-increment-offset = ${node.number + 1}
slave-exec-mode = STRICT
slave-net-timeout = 4
relay-log-recovery = ON
<#if (settings.tandem["ha-manager"].stores.database)??>
relay-log = mariadb-relay
skip-slave-start
# made before each start of the server: what its crash recovery may do
!include /run/tandem-mariadb.cnf
# whoever is active is told so by the HA manager, and whether commits wait for the other node
read-only = ON
<#else>
rpl-semi-sync-master-enabled = 1
</#if>
rpl-semi-sync-slave-enabled = 1
rpl-semi-sync-master-wait-point = AFTER_SYNC
rpl-semi-sync-master-timeout = 10000
</#if>
<#-- MariaDB 10.11 takes a list of addresses. -->
<#-- A card may be the crosslink and the inner network at once: bound twice, the server does not start. -->
<#assign hosts = []>
<#list ["127.0.0.1"] + node.own.ha_int + node.shared.db_int?has_content?then(node.shared.db_int + node.own.db_int, node.shared.sip_int + node.own.sip_int) as host>
<#if !hosts?seq_contains(host)><#assign hosts = hosts + [host]></#if>
</#list>
bind-address = <#list hosts?filter(h -> !h?contains(":")) as host>${host}<#sep>,</#list>
