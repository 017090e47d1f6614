package io.tandem.proxy.vsc;

import java.util.List;
import java.util.stream.Stream;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Vertical service codes, {@code tandem.proxy.vsc}: what stands between {@code *} and {@code *}, or after {@code #} to end it. An empty code switches its
 * service off.
 * @param voicemailNumber  number of everybody's own voice box, dialled or as the destination of a forward
 * @param cfu              always forward
 * @param cfb              forward when busy
 * @param cft              forward when nobody answers
 * @param cfna             forward when not reachable
 * @param speedDial        fill a speed dial slot
 * @param reminder         wake-up call
 * @param blockAnonymous   take no calls from anonymous callers
 * @param hideNumber       hide one's number, with a number behind it for one call
 * @param redial           dial again what was dialled last
 * @param hideConnected    hide one's number from callers that are connected
 * @param doNotDisturb     take no calls
 * @param forwardsOff      end all forwards
 * @param lastCaller       have the number of who called last read out
 * @param maliciousCall    report the last call as a malicious one
 * @param autoAnswer       call somebody whose phone is to answer by itself
 * @param everythingOff    end all forwards, and what the codes to hide numbers and not to be disturbed have begun
 * @param park             park the party that is transferred there, with the number of a place behind it
 * @param unpark           take who is parked there */
@Validated
@ConfigurationProperties("tandem.proxy.vsc")
public record VscProperties(@DefaultValue("2000") @Pattern(regexp = "\\d*") String voicemailNumber,
                            @DefaultValue("72") @Pattern(regexp = CODE) String cfu, @DefaultValue("90") @Pattern(regexp = CODE) String cfb,
                            @DefaultValue("92") @Pattern(regexp = CODE) String cft, @DefaultValue("93") @Pattern(regexp = CODE) String cfna,
                            @DefaultValue("50") @Pattern(regexp = CODE) String speedDial, @DefaultValue("55") @Pattern(regexp = CODE) String reminder,
                            @DefaultValue("32") @Pattern(regexp = CODE) String blockAnonymous,
                            @DefaultValue("31") @Pattern(regexp = CODE) String hideNumber,
                            @DefaultValue("66") @Pattern(regexp = CODE) String redial,
                            @DefaultValue("77") @Pattern(regexp = CODE) String hideConnected,
                            @DefaultValue("78") @Pattern(regexp = CODE) String doNotDisturb,
                            @DefaultValue("69") @Pattern(regexp = CODE) String lastCaller,
                            @DefaultValue("39") @Pattern(regexp = CODE) String maliciousCall,
                            @DefaultValue("81") @Pattern(regexp = CODE) String autoAnswer,
                            @DefaultValue("99") @Pattern(regexp = CODE) String forwardsOff,
                            @DefaultValue("88") @Pattern(regexp = CODE) String everythingOff,
                            @DefaultValue("97") @Pattern(regexp = CODE) String park,
                            @DefaultValue("98") @Pattern(regexp = CODE) String unpark) {
    private static final String CODE = "\\d{0,4}";

    public VscProperties {
        List<String> codes = Stream.of(cfu, cfb, cft, cfna, speedDial, reminder, blockAnonymous, hideNumber, redial, hideConnected, doNotDisturb, lastCaller,
                maliciousCall, autoAnswer, forwardsOff, everythingOff, park, unpark).filter(code -> !code.isEmpty()).toList();
        if (codes.stream().distinct().count() < codes.size()) {
            throw new IllegalArgumentException("tandem.proxy.vsc: two services have the same code: " + codes);
        }
    }
}
