package io.tandem.cli.site.program;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * nginx before the API and the panel, {@code tandem.site.web}: port 443 for subscribers at interfaces of type web_ext, 1443 for administrators at web_int.
 *
 * @param name        host name in the certificate; empty: nginx is left as it is
 * @param certificate PEM file of the chain
 * @param key         PEM file of its private key
 * @param largestBody of a request, in nginx's units: prompts and fee lists are uploaded
 */
@ConfigurationProperties("tandem.site.web")
public record WebProperties(@DefaultValue("") String name, @DefaultValue("/etc/tandem/tls/web.pem") String certificate,
                            @DefaultValue("/etc/tandem/tls/web.key") String key, @DefaultValue("64m") String largestBody) {}
