package io.tandem.proxy.emergency;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Home routers that put the area code before short codes, {@code tandem.proxy.fritz-box}.
 * @param enabled  whether it is taken away again
 * @param prefixes short codes, each a Perl pattern for the whole of one */
@Validated
@ConfigurationProperties("tandem.proxy.fritz-box")
public record FritzBoxProperties(@DefaultValue("false") boolean enabled, @DefaultValue({"112", "110", "118[0-9]{2}"}) List<String> prefixes) {
    public FritzBoxProperties {
        prefixes = List.copyOf(prefixes);
    }
}
