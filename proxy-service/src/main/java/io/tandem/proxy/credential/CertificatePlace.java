package io.tandem.proxy.credential;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.pattern.Wildcard;
import io.tandem.net.peer.IpNetwork;

/** Where a call says a certificate is, if the proxy may ask there. Whoever calls must not be able to have it ask inside this network. Immutable.
 * @param host  name or address, without brackets
 * @param path  with the query
 * @param named the host is one of those that may have private addresses */
record CertificatePlace(boolean secure, String host, int port, String path, boolean named) {
    static final int LONGEST = 1024;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    /** Not for everybody: own, private, shared, local, for documents, for tests, of groups, not in use; those that stand for others in IPv6. */
    private static final List<IpNetwork> NOT_PUBLIC = Stream.of("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/9", "ff00::/8")
            .map(IpNetwork::parse).toList();

    /** @throws CredentialException if nothing may be asked for there */
    static CertificatePlace of(String url, FetchProperties rules) throws CredentialException {
        if (url.length() > LONGEST) {
            throw CredentialException.unreachable("a URL of " + url.length() + " characters");
        }
        try {
            URI uri = new URI(url);
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            boolean secure = scheme.equals("https");
            if (!secure && !(scheme.equals("http") && rules.plain())) {
                throw CredentialException.unreachable("only https: is asked, not " + url);
            }
            if (uri.getHost() == null || uri.getRawUserInfo() != null) {
                throw CredentialException.unreachable("no host, or a password, in " + url);
            }
            String host = uri.getHost().replaceAll("^\\[|]$", "").toLowerCase(Locale.ROOT);
            int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS : HTTP;
            boolean named = rules.hosts().stream().map(pattern -> new Wildcard(pattern.toLowerCase(Locale.ROOT))).anyMatch(pattern -> pattern.matches(host));
            if (!rules.ports().contains(port) || !named && !rules.hosts().isEmpty()) {
                throw CredentialException.unreachable(host + ":" + port + " is none of tandem.proxy.stir.fetch.hosts and ports");
            }
            String path = Optional.ofNullable(uri.getRawPath()).filter(given -> !given.isEmpty()).orElse("/");
            return new CertificatePlace(secure, host, port, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(), named);
        } catch (URISyntaxException unreadable) {
            throw CredentialException.unreachable("no URL: " + unreadable.getMessage());
        }
    }

    /** Whether the host may be asked at this address. */
    boolean permits(InetAddress address) {
        return named || NOT_PUBLIC.stream().noneMatch(network -> network.contains(address.getAddress()));
    }

    /** For the Host header. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? HTTPS : HTTP) ? name : name + ":" + port;
    }
}
