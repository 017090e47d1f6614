package io.tandem.sip.stream.tls;

import java.nio.file.NoSuchFileException;

/** Files of a certificate that cannot be used. The message names files, never contents. */
public final class InvalidCertificateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidCertificateException(CertificateFiles files, Exception cause) {
        super(("cannot use certificate %s with key %s: %s; wanted are PEM files, the key as PKCS#8 without password "
                + "(openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key)").formatted(files.chain(), files.key(), reason(cause)), cause);
    }

    private static String reason(Throwable cause) {
        return cause instanceof NoSuchFileException ? "there is no file " + cause.getMessage() : String.valueOf(cause.getMessage());
    }
}
