package io.tandem.provisioning.webhook;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

import io.tandem.provisioning.resource.ApiError;

/** Where a webhook points. */
record Target(boolean tls, String host, int port, String path) {

    /** @throws ApiError 422 when the text is no such URL */
    static Target of(String url) {
        try {
            URI uri = new URI(url);
            boolean tls = "https".equalsIgnoreCase(uri.getScheme());
            if (!tls && !"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || uri.getRawUserInfo() != null) {
                throw invalid(url);
            }
            int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return new Target(tls, uri.getHost(), port, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        } catch (URISyntaxException noUrl) {
            throw invalid(url);
        }
    }

    /** The address to connect to, so that it cannot become another one after the check.
     * @throws UnknownHostException when there is none, or none that may be asked */
    InetAddress address(boolean privateTargets) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        for (InetAddress address : addresses) {
            if (!privateTargets && isInside(address)) {
                throw new UnknownHostException(("%s is the private address %s, where webhooks may not go; "
                    + "tandem.provisioning-api.webhooks.private-targets allows it").formatted(host, address.getHostAddress()));
            }
        }
        return addresses[0];
    }

    /** Loopback, link-local, private, shared (RFC 6598), unique local (RFC 4193), multicast, "this network", IPv4 inside IPv6. */
    static boolean isInside(InetAddress address) {
        if (address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isSiteLocalAddress() || address.isAnyLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return switch (address) {
            case Inet4Address _ -> first == 0 || first >= 240 || first == 100 && (second & 0xc0) == 64 || first == 192 && second == 0
                || first == 198 && (second & 0xfe) == 18;
            case Inet6Address _ -> (first & 0xe0) != 0x20 || first == 0x20 && second == 0x02 || first == 0x20 && second == 0x01 && bytes[2] == 0;
            default -> true;
        };
    }

    private static ApiError invalid(String url) {
        return ApiError.invalid("url", url, "Value must be an http or https URL without user information");
    }
}
