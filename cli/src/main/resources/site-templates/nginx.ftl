# ${node.name}: built by tandem cfg; changes here are lost. Included by nginx.conf, in http.
ssl_certificate ${site.web.certificate};
ssl_certificate_key ${site.web.key};
ssl_protocols TLSv1.2 TLSv1.3;
ssl_session_cache shared:tandem:4m;
server_tokens off;
client_max_body_size ${site.web.largestBody};
<#macro server host port to>
server {
    listen ${host?contains(":")?then("[" + host + "]", host)}:${port} ssl http2;
    server_name ${site.web.name};
    location / {
        proxy_pass https://127.0.0.1:${to};
        proxy_http_version 1.1;
        proxy_set_header Host $host:$server_port;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header X-Forwarded-Port $server_port;
        proxy_read_timeout 300s;
    }
}
</#macro>
# subscribers
<#list node.shared.web_ext as host>
<@server host 443 8443/>
</#list>
# administrators
<#list node.shared.web_int as host>
<@server host 1443 1443/>
</#list>
