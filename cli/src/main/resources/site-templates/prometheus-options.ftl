# ${node.name}: built by tandem cfg; changes here are lost.
<#assign hosts = node.own.mon_ext>
ARGS="--web.listen-address=${hosts?has_content?then(hosts?first!"", "127.0.0.1")}:${site.monitoring.port} --storage.tsdb.retention.time=${site.monitoring.keep}"
