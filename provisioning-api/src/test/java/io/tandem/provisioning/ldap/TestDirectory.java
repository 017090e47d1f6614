package io.tandem.provisioning.ldap;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.OperationType;
import io.tandem.provisioning.tls.CertificateAuthority;
import io.tandem.provisioning.tls.Identity;

/** An LDAP server on two loopback ports, one for {@code ldaps}, one for StartTLS, whose certificate is signed by an authority of its own. */
public final class TestDirectory implements AutoCloseable {
    public static final String BASE = "ou=admins,dc=example,dc=org";
    public static final String READER = "cn=tandem,dc=example,dc=org";
    public static final String READER_PASSWORD = "reader-secret";

    private final Path trusted;
    private final int ldapsPort;
    private final int ldapPort;
    private final InMemoryDirectoryServer server;
    private final List<String> binds = Collections.synchronizedList(new ArrayList<>());

    public TestDirectory() {
        this(true);
    }

    /** @param startTls whether the port without TLS offers it */
    TestDirectory(boolean startTls) {
        try {
            Path folder = Files.createTempDirectory("test-directory");
            Identity identity = CertificateAuthority.open(folder, InstantSource.system()).server(folder, List.of("directory.example.org"), List.of("127.0.0.1"));
            trusted = Files.writeString(folder.resolve("trusted.pem"), "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(identity.chain().getLast().getEncoded()) + "\n-----END CERTIFICATE-----\n");
            ldapsPort = freePort();
            ldapPort = freePort();
            server = new InMemoryDirectoryServer(config(context(identity), startTls));
            fill();
            server.startListening();
        } catch (Exception e) {
            throw new IllegalStateException("no LDAP server", e);
        }
    }

    private InMemoryDirectoryServerConfig config(SSLContext tls, boolean startTls) throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=org");
        config.setSchema(null);
        config.addAdditionalBindCredentials(READER, READER_PASSWORD);
        config.setAuthenticationRequiredOperationTypes(OperationType.SEARCH);
        config.setListenerConfigs(
            InMemoryListenerConfig.createLDAPSConfig("ldaps", loopback, ldapsPort, tls.getServerSocketFactory(), tls.getSocketFactory()),
            InMemoryListenerConfig.createLDAPConfig("ldap", loopback, ldapPort, startTls ? tls.getSocketFactory() : null));
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
                binds.add(request.getRequest().getBindDN());
            }
        });
        return config;
    }

    private void fill() throws Exception {
        server.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
        server.add("dn: " + BASE, "objectClass: organizationalUnit", "ou: admins");
        for (String name : List.of("alice", "bob", "carol")) {
            server.add("dn: uid=" + name + "," + BASE, "objectClass: inetOrgPerson", "uid: " + name, "sn: Staff", "userPassword: " + name + "-secret");
        }
    }

    private static SSLContext context(Identity identity) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(new ByteArrayInputStream(identity.pkcs12("server", "pass".toCharArray())), "pass".toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "pass".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    public String ldaps() {
        return "ldaps://127.0.0.1:" + ldapsPort;
    }

    String ldap() {
        return "ldap://127.0.0.1:" + ldapPort;
    }

    /** PEM file of the authority. */
    public Path trusted() {
        return trusted;
    }

    /** Names that somebody has tried to log in as. */
    List<String> binds() {
        return binds;
    }

    /** Gives somebody another password. */
    public void setPassword(String name, String password) throws Exception {
        server.modify("dn: uid=" + name + "," + BASE, "changetype: modify", "replace: userPassword", "userPassword: " + password);
    }

    public void stop() {
        server.shutDown(true);
    }

    public void start() throws Exception {
        server.startListening();
    }

    @Override public void close() {
        stop();
    }
}
