package io.tandem.proxy.stir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.tandem.proxy.credential.Revocation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** STIR/SHAKEN, {@code tandem.proxy.stir}.
 * @param enabled      whether calls to peers are signed, and Identity headers of peers verified where {@code stir_check} is set
 * @param domains      who signs; the certificate's place is the domain's preference {@code stir_pub_url}
 * @param freshness    how old or early a signature may be; 0: of any age, and its certificate need only have been valid then
 * @param trustAnchors PEM files of the certificates that may vouch for signers, those of the authorities or of single peers; without any no signer is trusted
 * @param revocation   whether certificates of signers are looked for in the lists that they name
 * @param crlIssuers   PEM files of certificates of those who keep lists for others, as the policy administrator of SHAKEN does
 * @param numbersRequired a signer's certificate must say for which numbers or providers it may sign (TNAuthList); if it does, it is obeyed in any case */
@Validated
@ConfigurationProperties("tandem.proxy.stir")
public record StirProperties(@DefaultValue("false") boolean enabled, @DefaultValue List<@Valid SigningDomain> domains,
                             @DefaultValue("60s") @DurationMin(seconds = 0) Duration freshness, @DefaultValue({}) List<Path> trustAnchors,
                             @DefaultValue("IF_AVAILABLE") Revocation.Mode revocation, @DefaultValue({}) List<Path> crlIssuers,
                             @DefaultValue("false") boolean numbersRequired) {
    public StirProperties {
        crlIssuers = List.copyOf(crlIssuers);
        domains = List.copyOf(domains);
        trustAnchors = List.copyOf(trustAnchors);
    }

    /** A domain whose calls to peers are signed.
     * @param name       of the domain
     * @param privateKey file of its key in PEM, of the curve P-256, readable by the proxy alone */
    public record SigningDomain(@NotBlank String name, Path privateKey) {}
}
