package io.tandem.provisioning.ldap;

import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.JVMDefaultTrustManager;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks passwords by binding as their owner (RFC 4511 §4.2, simple authentication), whose entry is searched for before. One connection for each check,
 * closed at its end. Certificates must be for the name of the host, unless that is this machine itself (loopback). Any thread; blocks for some multiples
 * of the timeout at most.
 */
final class LdapDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(LdapDirectory.class);
    private static final int LDAP_PORT = 389;
    private static final int LDAPS_PORT = 636;
    /** One is wanted; a second one shows that the filter fits several. */
    private static final int MOST_ENTRIES = 2;
    /** How directories say that somebody may not in: wrong password, locked, expired, disabled (RFC 4511 appendix A.2). */
    private static final Set<ResultCode> REFUSALS = Set.of(ResultCode.INVALID_CREDENTIALS, ResultCode.INAPPROPRIATE_AUTHENTICATION,
        ResultCode.CONSTRAINT_VIOLATION, ResultCode.UNWILLING_TO_PERFORM, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, ResultCode.NO_SUCH_OBJECT);

    private final LdapProperties properties;
    private final URI uri;
    private final boolean tls;
    private final SSLContext context;

    /** @throws IllegalArgumentException for settings that cannot work */
    LdapDirectory(LdapProperties properties) {
        this.properties = properties;
        uri = URI.create(properties.uri());
        tls = "ldaps".equals(uri.getScheme());
        context = context(properties);
        filter("x"); // fails now if it can never work
    }

    /** @throws DirectoryAwayException if nobody can say */
    boolean isRight(String login, String password) throws DirectoryAwayException {
        if (password.isEmpty()) {
            return false; // a name without a password binds anonymously, and succeeds (RFC 4513 §5.1.2)
        }
        try (LDAPConnection connection = connect()) {
            if (!properties.dn().isEmpty()) {
                connection.bind(new SimpleBindRequest(properties.dn(), properties.password()));
            }
            Optional<String> entry = find(connection, login);
            return entry.isPresent() && binds(connection, new SimpleBindRequest(entry.get(), password), login);
        } catch (LDAPException away) {
            throw new DirectoryAwayException("%s: %s (%s)".formatted(properties.uri(), away.getResultCode(), away.getMessage()), away);
        }
    }

    private LDAPConnection connect() throws LDAPException {
        int timeoutMillis = Math.toIntExact(properties.timeout().toMillis());
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(timeoutMillis);
        options.setResponseTimeoutMillis(timeoutMillis);
        options.setFollowReferrals(false);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? LDAPS_PORT : LDAP_PORT;
        if (tls) {
            return new LDAPConnection(context.getSocketFactory(), options, uri.getHost(), port);
        }
        LDAPConnection connection = new LDAPConnection(options, uri.getHost(), port);
        if (properties.startTls()) {
            secure(connection);
        }
        return connection;
    }

    /** RFC 4511 §4.14. */
    private void secure(LDAPConnection connection) throws LDAPException {
        try {
            ResultCode code = connection.processExtendedOperation(new StartTLSExtendedRequest(context)).getResultCode();
            if (code != ResultCode.SUCCESS) {
                throw new LDAPException(code, "the directory refuses StartTLS");
            }
        } catch (LDAPException unsecured) {
            connection.close();
            throw unsecured;
        }
    }

    private Optional<String> find(LDAPConnection connection, String login) throws LDAPException {
        SearchRequest request = new SearchRequest(properties.searchBase(), SearchScope.SUB, DereferencePolicy.NEVER, MOST_ENTRIES,
            Math.toIntExact(Math.max(1, properties.timeout().toSeconds())), false, filter(login), SearchRequest.NO_ATTRIBUTES);
        List<SearchResultEntry> found = search(connection, request);
        if (found.size() > 1) {
            LOG.warn("administrator {} is refused: {} finds several entries below '{}'", login, request.getFilter(), properties.searchBase());
        }
        return found.size() == 1 ? Optional.of(found.getFirst().getDN()) : Optional.empty();
    }

    private static List<SearchResultEntry> search(LDAPConnection connection, SearchRequest request) throws LDAPException {
        try {
            return entries(connection.search(request).getSearchEntries());
        } catch (LDAPSearchException incomplete) {
            if (incomplete.getResultCode() == ResultCode.SIZE_LIMIT_EXCEEDED) {
                return entries(incomplete.getSearchEntries());
            }
            throw incomplete;
        }
    }

    private static List<SearchResultEntry> entries(@Nullable List<SearchResultEntry> found) {
        return found == null ? List.of() : found;
    }

    private static boolean binds(LDAPConnection connection, BindRequest request, String login) throws LDAPException {
        try {
            return connection.bind(request).getResultCode() == ResultCode.SUCCESS;
        } catch (LDAPException refused) {
            if (REFUSALS.contains(refused.getResultCode())) {
                LOG.info("administrator {} is refused by the directory: {}", login, refused.getResultCode());
                return false;
            }
            throw refused;
        }
    }

    /** What is typed as a login is a value and never part of the filter (RFC 4515 §3). */
    private Filter filter(String login) {
        try {
            return Filter.create(properties.filterFormat().replace("%s", Filter.encodeValue(login)));
        } catch (LDAPException malformed) {
            throw new IllegalArgumentException("tandem.api.ldap.filter-format is no LDAP filter: " + properties.filterFormat(), malformed);
        }
    }

    private static SSLContext context(LdapProperties properties) {
        try {
            TrustManager trust = properties.trusted().isEmpty() ? JVMDefaultTrustManager.getInstance()
                : new PEMFileTrustManager(Path.of(properties.trusted()).toFile());
            return new SSLUtil(trust).createSSLContext();
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalArgumentException("tandem.api.ldap.trusted cannot be read: " + properties.trusted(), unreadable);
        }
    }
}
