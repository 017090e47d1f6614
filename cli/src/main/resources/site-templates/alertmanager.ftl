# ${node.name}: built by tandem cfg; changes here are lost.
global:
  smtp_smarthost: "${site.monitoring.smtp?json_string}"
  smtp_from: "${site.monitoring.from?json_string}"
  smtp_require_tls: false
route:
  receiver: operators
  group_by: [alertname, node]
  group_wait: 5s
  group_interval: 1m
  repeat_interval: 4h
receivers:
  - name: operators
<#if site.monitoring.mail?has_content>
    email_configs:
<#list site.monitoring.mail as to>
      - {to: "${to?json_string}", send_resolved: true}
</#list>
</#if>
<#if site.monitoring.webhooks?has_content>
    webhook_configs:
<#list site.monitoring.webhooks as url>
      - {url: "${url?string?json_string}", send_resolved: true}
</#list>
</#if>
