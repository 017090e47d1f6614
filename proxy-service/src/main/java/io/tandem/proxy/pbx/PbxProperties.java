package io.tandem.proxy.pbx;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Cloud PBX, {@code tandem.proxy.pbx}.
 * @param enabled           whether extensions are dialled, groups call their members, and calls to managers go to their secretaries
 * @param huntDisplayFormat what phones show before the caller's name when a group is called; {@code %s} is the group's display name, else its extension.
 *                          Empty: nothing */
@Validated
@ConfigurationProperties("tandem.proxy.pbx")
public record PbxProperties(@DefaultValue("true") boolean enabled, @DefaultValue("[H %s]") String huntDisplayFormat) {}
