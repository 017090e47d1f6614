package io.tandem.lb.screen;

import java.time.Duration;
import java.util.List;

import io.tandem.lb.ban.BanLengths;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How much one source may send, {@code tandem.lb.dos}. Elements of the system, trusted peers and the whitelist are exempt.
 * @param enable                 whether rates are watched; bans by hand and for wrong passwords hold in any case
 * @param requestsDensityPerUnit requests in a sampling unit from a source of which nothing is known; eight other messages (responses, keep-alives)
 *                               count as one request, an offence (no SIP, blocked User-Agent) as ten
 * @param samplingTimeUnit       length of the sliding window
 * @param probation              how long a source that exceeds the density is only throttled; a phone authenticates within that time
 * @param banTime                of a source that exceeded it and has not authenticated by then; each repeat doubles it
 * @param maxBanTime             however often it comes back
 * @param forgetAfter            quiet time after which earlier bans no longer count
 * @param whitelistedIps         addresses that are never limited nor banned
 * @param whitelistedSubnets     networks, {@code address/bits}, likewise
 * @param knownFactor            a source with a successful authentication may send so many times the density, and four requests more for each
 *                               success, up to five times as much in all; beyond that it is throttled
 * @param knownFor               how long after its last successful authentication a source is known
 * @param knownProbation         how long a known source must exceed twice its rate without a break before it is banned, for a sixtieth of ban-time at
 *                               first: its address may be forged
 * @param graceTime              after the start of this load balancer, when all phones come back at once
 * @param graceFactor            times the density that everybody may send then
 * @param ipv6Prefix             bits of an IPv6 address that make one source
 * @param sources                how many sources are watched at a time; memory is taken at the start, 60 bytes a source
 * @param bans                   how many bans fit */
@ConfigurationProperties("tandem.lb.dos")
public record DosProperties(@DefaultValue("true") boolean enable, @DefaultValue("50") @Min(1) @Max(1_000_000) int requestsDensityPerUnit,
                            @DefaultValue("5s") Duration samplingTimeUnit, @DefaultValue("2s") Duration probation,
                            @DefaultValue("3600s") Duration banTime, @DefaultValue("24h") Duration maxBanTime, @DefaultValue("24h") Duration forgetAfter,
                            @DefaultValue({}) List<String> whitelistedIps, @DefaultValue({}) List<String> whitelistedSubnets,
                            @DefaultValue("10") @Min(1) @Max(100) int knownFactor, @DefaultValue("2h") Duration knownFor,
                            @DefaultValue("60s") Duration knownProbation, @DefaultValue("2m") Duration graceTime,
                            @DefaultValue("10") @Min(1) @Max(100) int graceFactor, @DefaultValue("64") @Min(16) @Max(128) int ipv6Prefix,
                            @DefaultValue("65536") @Min(4) @Max(16_777_216) int sources, @DefaultValue("16384") @Min(4) @Max(16_777_216) int bans) {

    public DosProperties {
        whitelistedIps = List.copyOf(whitelistedIps);
        whitelistedSubnets = List.copyOf(whitelistedSubnets);
        if (samplingTimeUnit.toMillis() < 1) {
            throw new IllegalArgumentException("tandem.lb.dos.sampling-time-unit %s is too short".formatted(samplingTimeUnit));
        }
    }

    /** Lengths of bans of strangers. */
    public BanLengths banLengths() {
        return new BanLengths(banTime, maxBanTime.compareTo(banTime) < 0 ? banTime : maxBanTime, forgetAfter);
    }

    /** Lengths of bans of known sources. */
    BanLengths knownBanLengths() {
        Duration first = banTime.dividedBy(60);
        return new BanLengths(first.isZero() ? banTime : first, banLengths().longest(), forgetAfter);
    }
}
