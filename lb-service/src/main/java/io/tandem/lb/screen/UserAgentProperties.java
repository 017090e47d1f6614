package io.tandem.lb.screen;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Which User-Agents are kept out, {@code tandem.lb.block-useragents} (signalling.md §1.6). Requests from outside only.
 * @param enable      whether anything is checked
 * @param action      {@code reject} answers 403 Forbidden; {@code drop} says nothing, which suits scanners
 * @param mode        {@code blacklist} keeps out what matches, {@code whitelist} what does not
 * @param uaPatterns  regular expressions, found anywhere in the value, in any case
 * @param blockEmpty  keep out an empty User-Agent
 * @param blockAbsent keep out a request without User-Agent */
@ConfigurationProperties("tandem.lb.block-useragents")
public record UserAgentProperties(@DefaultValue("true") boolean enable, @DefaultValue("drop") Action action, @DefaultValue("blacklist") Mode mode,
                                  @DefaultValue({"friendly-scanner", "sipvicious", "sipcli/", "sip-scan", "sundayddr", "pplsip"}) List<String> uaPatterns,
                                  @DefaultValue("false") boolean blockEmpty, @DefaultValue("false") boolean blockAbsent) {

    /** What the sender gets. */
    public enum Action { REJECT, DROP }

    /** What the patterns mean. */
    public enum Mode { BLACKLIST, WHITELIST }

    public UserAgentProperties {
        uaPatterns = List.copyOf(uaPatterns);
    }
}
