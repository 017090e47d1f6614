package io.tandem.proxy.stir;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

import io.tandem.proxy.credential.Authority;

/** Signs PASSporTs as another network would: text in, Identity header out. */
public final class Token {
    public static final String URL = "https://certificates.example/signer.pem";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Token() {}

    public static String header(String ppt, String url) {
        return "{\"alg\":\"ES256\",\"ppt\":\"" + ppt + "\",\"typ\":\"passport\",\"x5u\":\"" + url + "\"}";
    }

    public static String shaken(String from, String to, String attest, Instant at) {
        return "{\"attest\":\"" + attest + "\",\"dest\":{\"tn\":[\"" + to + "\"]},\"iat\":" + at.getEpochSecond() + ",\"orig\":{\"tn\":\"" + from
                + "\"},\"origid\":\"123e4567-e89b-12d3-a456-426655440000\"}";
    }

    public static String div(String from, String to, String before, Instant at) {
        return "{\"dest\":{\"tn\":[\"" + to + "\"]},\"div\":{\"tn\":\"" + before + "\"},\"iat\":" + at.getEpochSecond()
                + ",\"orig\":{\"tn\":\"" + from + "\"}}";
    }

    public static String sign(String header, String claims, Authority.Signer by) {
        try {
            String text = ENCODER.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                    + ENCODER.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(by.keys().getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An Identity header of SHAKEN. */
    public static String identity(String from, String to, String attest, Instant at, Authority.Signer by) {
        return sign(header("shaken", URL), shaken(from, to, attest, at), by) + ";info=<" + URL + ">;alg=ES256;ppt=\"shaken\"";
    }

    /** An Identity header of a forward. */
    public static String forward(String from, String to, String before, Instant at, Authority.Signer by) {
        return sign(header("div", URL), div(from, to, before, at), by) + ";info=<" + URL + ">;alg=ES256;ppt=div";
    }

    /** @param part 0: header, 1: claims */
    public static String part(String identity, int part) {
        return new String(Base64.getUrlDecoder().decode(identity.split(";")[0].split("\\.")[part]), StandardCharsets.UTF_8);
    }

    /** Whether this key has signed an Identity header. */
    public static boolean isSignedBy(String identity, Authority.Signer by) {
        try {
            String token = identity.split(";")[0];
            int end = token.lastIndexOf('.');
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(by.keys().getPublic());
            signature.update(token.substring(0, end).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(token.substring(end + 1)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
