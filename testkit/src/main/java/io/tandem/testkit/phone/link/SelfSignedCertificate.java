package io.tandem.testkit.phone.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A self-signed certificate, made by the JDK's keytool, in the forms that servers and parties want.
 * @param certificate PEM
 * @param privateKey  PEM, PKCS #8
 * @param keyStore    PKCS #12 with both, password {@value #PASSWORD}
 */
public record SelfSignedCertificate(Path certificate, Path privateKey, Path keyStore) {
    public static final String PASSWORD = "changeit";

    /** The files of that name, made or not. */
    public static SelfSignedCertificate in(Path folder, String name) {
        return new SelfSignedCertificate(folder.resolve(name + ".pem"), folder.resolve(name + ".key"), folder.resolve(name + ".p12"));
    }

    /**
     * Makes {@code name.pem}, {@code name.key} and {@code name.p12}, new each time.
     * @param alternativeNames as keytool writes them: {@code dns:a.example}, {@code ip:127.0.0.1}
     */
    public static SelfSignedCertificate create(Path folder, String name, List<String> alternativeNames) throws IOException {
        Files.createDirectories(folder);
        SelfSignedCertificate made = in(folder, name);
        Files.deleteIfExists(made.keyStore);
        keytool(List.of("-genkeypair", "-alias", "k", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name, "-validity", "3650",
            "-ext", "san=" + String.join(",", alternativeNames), "-keystore", made.keyStore.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        keytool(List.of("-exportcert", "-rfc", "-alias", "k", "-keystore", made.keyStore.toString(), "-storepass", PASSWORD,
            "-file", made.certificate.toString()));
        Files.deleteIfExists(made.privateKey);
        Files.createFile(made.privateKey, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(made.privateKey, "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(made.key().getEncoded()) + "\n-----END PRIVATE KEY-----\n");
        return made;
    }

    private Key key() throws IOException {
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return store.getKey("k", PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("keytool wrote an unreadable " + keyStore, e);
        }
    }

    private static void keytool(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(command + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        }
    }
}
