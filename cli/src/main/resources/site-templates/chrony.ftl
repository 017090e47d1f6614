# ${node.name}: built by tandem cfg; changes here are lost.
<#list site.time.servers as server>
server ${server} iburst
</#list>
# nodes of a pair keep each other's time while no server answers
<#list nodes?filter(n -> n.name == node.peer) as peer>
<#list peer.own.ha_int as host>
<#if host?is_first>
peer ${host}
allow ${host}
</#if>
</#list>
</#list>
