package io.tandem.sip.stream.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;

import static org.assertj.core.api.Assertions.assertThat;

/** A self-signed certificate made by the JDK's keytool, as files for us and as contexts for parties of the JDK. */
public record TestCertificate(Path chain, Path key, Path store) {

    private static final String PASSWORD = "changeit";

    /** @param names as keytool writes them: {@code dns:a.example}, {@code ip:127.0.0.1} */
    public static TestCertificate create(Path folder, String file, String... names) {
        try {
            TestCertificate made = new TestCertificate(folder.resolve(file + ".pem"), folder.resolve(file + ".key"), folder.resolve(file + ".p12"));
            Files.deleteIfExists(made.store);
            keytool(List.of("-genkeypair", "-alias", "k", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + file, "-validity", "2",
                    "-ext", "san=" + String.join(",", names), "-keystore", made.store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
            Files.writeString(made.chain, pem("CERTIFICATE", made.certificate().getEncoded()));
            Files.writeString(made.key, pem("PRIVATE KEY", made.load().getKey("k", PASSWORD.toCharArray()).getEncoded()));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), type);
    }

    private static void keytool(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return keys;
        }
    }

    private Certificate certificate() throws IOException, GeneralSecurityException {
        return load().getCertificate("k");
    }

    public CertificateFiles files() {
        return new CertificateFiles(chain, key, List.of());
    }

    /** Trusts nobody but this certificate, and shows none. */
    public SSLContext trusting() {
        return context(List.of(this), false);
    }

    /** Trusts these, and shows this one. */
    public SSLContext trustingAndShowing(TestCertificate... trusted) {
        return context(List.of(trusted), true);
    }

    private SSLContext context(List<TestCertificate> trusted, boolean show) {
        try {
            KeyStore roots = KeyStore.getInstance("PKCS12");
            roots.load(null, null);
            for (TestCertificate one : trusted) {
                roots.setCertificateEntry(one.chain.toString(), one.certificate());
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(roots);
            KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
            keys.init(load(), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(show ? new KeyManager[] {new Insisting((X509KeyManager) keys.getKeyManagers()[0])} : null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shows its certificate whoever is said to be trusted. */
    private static final class Insisting extends X509ExtendedKeyManager {
        private final X509KeyManager keys;

        Insisting(X509KeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"k"};
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "k";
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {"k"};
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return "EC".equals(type) ? "k" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }
}
