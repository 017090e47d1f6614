# ${node.name}: built by tandem cfg; changes here are lost.
global:
  scrape_interval: 10s
  evaluation_interval: 10s
  external_labels: {node: ${node.name}, pair: ${node.pair}}
rule_files: ["/usr/share/tandem/monitoring/*.yml"]
alerting:
  alertmanagers:
    - static_configs: [{targets: ["127.0.0.1:9093"]}]
scrape_configs:
<#assign port = {"lb-service": 15060, "proxy-service": 15062, "b2bua-service": 15080, "appserver-service": 15070, "rtp-relay": 15222, "billing-service": 15071, "provisioning-api": 15443, "ha-manager": 15405}>
<#list node.services as service>
  - job_name: tandem-${service}
    metrics_path: /actuator/prometheus
    static_configs: [{targets: ["127.0.0.1:${port[service]}"], labels: {node: ${node.name}}}]
</#list>
<#if node.roles?seq_contains("db") && site.stores.enabled>
<#list {"mariadb": 9104, "redis": 9121} as store, at>
  - job_name: ${store}
    static_configs: [{targets: ["127.0.0.1:${at}"], labels: {node: ${node.name}}}]
</#list>
</#if>
