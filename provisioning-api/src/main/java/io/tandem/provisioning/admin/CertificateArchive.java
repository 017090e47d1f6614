package io.tandem.provisioning.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.tls.Identity;

/** The zip with a new client certificate; clients take its first {@code *.pem}, which holds certificate and key. */
final class CertificateArchive {
    /** Protects the PKCS #12 file as much as import dialogs demand; the same for all, as clients know it. */
    private static final String PASS_PHRASE = "sipwise";
    private static final String README = """
        %1$s.pem: client certificate and private key in one file, for command line clients.
        %1$s.p12: the same for browsers; its pass phrase is "%2$s".

        Keep both secret: whoever has one of them is logged in to the API. DELETE the item under /api/admincerts/ to revoke.
        """;

    private CertificateArchive() {}

    static Resource.Document of(Identity identity) {
        String name = "NGCP-API-client-certificate-" + identity.certificate().getSerialNumber();
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream(); ZipOutputStream zip = new ZipOutputStream(bytes)) {
            add(zip, "README.txt", README.formatted(name, PASS_PHRASE).getBytes(StandardCharsets.UTF_8));
            add(zip, name + ".pem", identity.pem().getBytes(StandardCharsets.US_ASCII));
            add(zip, name + ".p12", identity.pkcs12(name, PASS_PHRASE.toCharArray()));
            zip.finish();
            return new Resource.Document("application/zip", name + ".zip", bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a zip in memory", e);
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
