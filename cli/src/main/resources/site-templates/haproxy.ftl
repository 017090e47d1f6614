# ${node.name}: built by tandem cfg; changes here are lost. XMPP: prosody itself does TLS.
global
    log /dev/log local0
    user haproxy
    group haproxy

defaults
    log global
    mode tcp
    option tcplog
    timeout connect 3s
    timeout client 1h
    timeout server 1h

frontend xmpp
<#list node.shared.sip_ext as host>
    bind ${host?contains(":")?then("[" + host + "]", host)}:${site.xmpp.port} transparent
</#list>
    default_backend prosody

# Prosody serves a domain as a whole: one pair has all connections, the next ones are asked when it does not answer.
backend prosody
    default-server check inter 500ms fall 2 rise 2 on-marked-down shutdown-sessions
<#list pairs.proxy as pair>
    server ${pair.name} ${pair.shared.sip_int[0]}:${site.xmpp.port}<#if !pair?is_first> backup</#if>
</#list>
