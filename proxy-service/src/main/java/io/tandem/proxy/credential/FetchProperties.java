package io.tandem.proxy.credential;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Certificates that calls point to, {@code tandem.proxy.stir.fetch}. Whoever calls chooses the place: the proxy asks only servers that anybody may ask.
 * @param hosts       the only host names that are asked, shell patterns; these may have private addresses. Without any: every host with public ones
 * @param ports       the only TCP ports that are asked
 * @param plain       whether places with {@code http:} are asked, too
 * @param anchors     PEM files of certificates that vouch for the servers; without any those that Java trusts
 * @param timeout     from the question for the host's address to the last byte of the answer
 * @param bytes       an answer may have
 * @param listBytes   a list of certificates that were withdrawn may have
 * @param atOnce      how many answers may be awaited; calls beyond them are refused
 * @param kept        how long certificates are used before they are fetched again
 * @param failureKept how long a place is not asked again that had none */
@Validated
@ConfigurationProperties("tandem.proxy.stir.fetch")
public record FetchProperties(@DefaultValue({}) List<String> hosts, @DefaultValue({"443", "8443"}) Set<Integer> ports, @DefaultValue("false") boolean plain,
                              @DefaultValue({}) List<Path> anchors, @DefaultValue("2s") @DurationMin(millis = 1) @DurationMax(seconds = 30) Duration timeout,
                              @DefaultValue("32768") @Min(256) @Max(1_048_576) int bytes,
                              @DefaultValue("1048576") @Min(256) @Max(16_777_216) int listBytes, @DefaultValue("64") @Min(1) @Max(10_000) int atOnce,
                              @DefaultValue("1h") @DurationMin(seconds = 0) Duration kept,
                              @DefaultValue("30s") @DurationMin(seconds = 0) Duration failureKept) {
    public FetchProperties {
        hosts = List.copyOf(hosts);
        ports = Set.copyOf(ports);
        anchors = List.copyOf(anchors);
    }
}
