#!/usr/sbin/nft -f
# ${node.name}: built by tandem cfg; changes here are lost. Other tables stay: Tandem's HA manager and relay keep rules of their own, so no "flush ruleset".
<#function ports list><#return "{ " + list?join(", ") + " }"></#function>
<#macro accept hosts rule>
<#list hosts as host>
        ${host?contains(":")?then("ip6", "ip")} daddr ${host} ${rule} accept
</#list>
</#macro>
<#assign listen = (settings.tandem.lb.listen)!{}>
<#assign relay = (settings.tandem["rtp-relay"].ports)!{}>
table inet tandem_site
delete table inet tandem_site
table inet tandem_site {
    # media and signalling are many short flows: not tracked
    chain untracked {
        type filter hook prerouting priority raw; policy accept;
<#list node.shared.rtp_ext as host>
        ${host?contains(":")?then("ip6", "ip")} daddr ${host} udp dport ${relay.first!30000}-${relay.last!39999} notrack
</#list>
    }
    chain untracked_out {
        type filter hook output priority raw; policy accept;
<#list node.shared.rtp_ext as host>
        ${host?contains(":")?then("ip6", "ip")} saddr ${host} udp sport ${relay.first!30000}-${relay.last!39999} notrack
</#list>
    }
    chain input {
        type filter hook input priority filter; policy drop;
        ct state established,related accept
        iif lo accept
        meta l4proto { icmp, ipv6-icmp } accept
        # the other nodes of the site
<#list nodes?filter(n -> n.name != node.name) as other>
<#list other.addresses?filter(a -> !a?starts_with("127.")) as host>
        ${host?contains(":")?then("ip6", "ip")} saddr ${host} accept
</#list>
</#list>
<#list pairs.lb + pairs.proxy + pairs.rtp + pairs.db + pairs.mgmt as pair>
<#if pair.name != node.pair>
<#list (pair.shared.sip_int + pair.shared.db_int)?filter(a -> !a?starts_with("127.")) as host>
        ${host?contains(":")?then("ip6", "ip")} saddr ${host} accept
</#list>
</#if>
</#list>
<#if node.roles?seq_contains("lb")>
<#list (listen.external!) as socket>
        ${socket.address?contains(":")?then("ip6", "ip")} daddr ${socket.address?remove_beginning("[")?remove_ending("]")} ${(socket.transport!"udp")?matches("udp")?then("udp", "tcp")} dport ${socket.port} accept
</#list>
<#if site.xmpp.domains?has_content>
<@accept node.shared.sip_ext "tcp dport " + site.xmpp.port/>
</#if>
</#if>
<#if node.services?seq_contains("rtp-relay")>
<@accept node.shared.rtp_ext "udp dport " + (relay.first!30000) + "-" + (relay.last!39999)/>
</#if>
<#if node.roles?seq_contains("mgmt")>
<@accept node.shared.web_ext "tcp dport { 80, 443 }"/>
<@accept node.shared.web_int "tcp dport 1443"/>
</#if>
<#list node.own.ssh_ext as host>
<#list site.firewall.ssh?filter(n -> n?contains(":") == host?contains(":")) as network>
        ${host?contains(":")?then("ip6", "ip")} daddr ${host} ${network?contains(":")?then("ip6", "ip")} saddr ${network} tcp dport 22 accept
</#list>
</#list>
<#list site.firewall.open as rule>
        ${rule}
</#list>
    }
}
