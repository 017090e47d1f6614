# ${node.name}: built by tandem cfg; changes here are lost. It is read at the start of corosync, or by corosync-cfgtool -R.
<#assign ha = settings.tandem["ha-manager"]>
totem {
    version: 2
    cluster_name: ${node.pair}
    transport: knet
    crypto_cipher: aes256
    crypto_hash: sha256
    key: ${site.cluster.key}
    token: ${site.cluster.tokenMillis()?c}
    link_mode: passive
<#list ha.pair.links as link>
    interface {
        linknumber: ${link?index}
        knet_ping_interval: 200
        knet_ping_timeout: 600
        knet_pong_count: 1
    }
</#list>
}
nodelist {
<#list [0, 1] as number>
    node {
        name: ${(number == node.number)?then(node.name, node.peer)}
        nodeid: ${number + 1}
<#list ha.pair.links as link>
        ring${link?index}_addr: ${(number == node.number)?then(link.local, link.peer)}
</#list>
    }
</#list>
}
quorum {
    provider: corosync_votequorum
<#if site.cluster.qdevice?has_content>
    device {
        model: net
        votes: 1
        net {
            host: ${site.cluster.qdevice}
            algorithm: ffsplit
        }
    }
<#else>
    # the survivor of two goes on, and a node that starts waits until it has seen the other
    two_node: 1
</#if>
}
logging {
    to_stderr: yes
    to_syslog: no
    timestamp: on
}
