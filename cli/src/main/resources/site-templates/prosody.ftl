-- ${node.name}: built by tandem cfg; changes here are lost.
<#macro lua text>"${text?replace("\\", "\\\\")?replace("\"", "\\\"")}"</#macro>
<#assign db = settings.tandem.db>
<#assign url = db.url?matches("jdbc:mysql://(\\[[^\\]]*\\]|[^:/]*)(?::(\\d+))?/.*")[0]>
<#macro database name>{ driver = "MySQL", database = "${name}", host = <@lua url?groups[1]?remove_beginning("[")?remove_ending("]")/>, port = ${(url?groups[2]!"")?has_content?then(url?groups[2], "3306")}, username = <@lua db.username!"tandem"/>, password = <@lua db.password!"tandem"/> }</#macro>
plugin_paths = { "/usr/lib/tandem/prosody" }
modules_enabled = { "roster", "saslauth", "tls", "disco", "private", "blocklist", "vcard", "carbons", "ping", "time", "version", "posix" }
modules_disabled = { "s2s" }
interfaces = { <#list node.shared.sip_int as host><@lua host/><#sep>, </#list> }
c2s_ports = { ${site.xmpp.port} }
pidfile = "/run/prosody/prosody.pid"
log = { info = "*syslog" }
-- nothing before TLS
c2s_require_encryption = true
allow_registration = false
ssl = { certificate = <@lua site.xmpp.certificate/>, key = <@lua site.xmpp.key/> }
-- subscribers are those of the SIP domains
authentication = "tandem"
tandem_sql = <@database "provisioning"/>

<#if site.xmpp.storage>
storage = "sql"
sql = <@database "xmpp"/>

</#if>
<#list site.xmpp.domains as domain>
VirtualHost <@lua domain/>
</#list>
