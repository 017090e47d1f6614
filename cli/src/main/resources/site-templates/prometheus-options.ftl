# ${node.name}: built by tandem cfg; changes here are lost.
<#assign host = node.own.mon_ext?first!"127.0.0.1">
ARGS="--web.listen-address=${host?contains(":")?then("[" + host + "]", host)}:${site.monitoring.port} --storage.tsdb.retention.time=${site.monitoring.keep}"
