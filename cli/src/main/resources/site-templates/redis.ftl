# ${node.name}: built by tandem cfg; changes here are lost.
<#-- A card may be the crosslink and the inner network at once: bound twice, the server does not start. -->
<#assign hosts = []>
<#list ["127.0.0.1"] + node.own.ha_int + node.shared.db_int?has_content?then(node.shared.db_int + node.own.db_int, node.shared.sip_int + node.own.sip_int) as host>
<#if !hosts?seq_contains(host)><#assign hosts = hosts + [host]></#if>
</#list>
bind <#list hosts as host>-${host}<#sep> </#list>
port 6379
protected-mode no
<#if site.stores.redisPassword?has_content>
requirepass ${site.stores.redisPassword}
masterauth ${site.stores.redisPassword}
</#if>
dir /var/lib/redis
logfile /var/log/redis/redis-server.log
daemonize no
supervised auto
maxmemory ${site.stores.maxMemory}
maxmemory-policy noeviction
appendonly yes
appendfsync everysec
repl-diskless-sync-delay 0
repl-timeout 3
repl-ping-replica-period 1
repl-backlog-size 64mb
# a lone survivor goes on; fencing is by epochs
min-replicas-to-write 0
<#list nodes?filter(n -> n.name == node.peer) as peer>
<#list peer.own.ha_int as host>
<#if host?is_first>
# always a replica at its start: only the HA manager promotes
replicaof ${host} 6379
</#if>
</#list>
</#list>
