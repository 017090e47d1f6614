package io.tandem.ha.control;

import java.nio.file.Path;
import java.util.Optional;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Unix socket for the {@code tandem} command, {@code tandem.ha-manager.control}.
 *
 * @param socket      path, at most 107 bytes; default {@code ha-manager/control.sock} in {@code tandem.data-dir}
 * @param permissions who may order a switch: owner only, or owner and group
 */
@Validated
@ConfigurationProperties("tandem.ha-manager.control")
public record ControlProperties(Optional<Path> socket,
                                @DefaultValue("rw-------") @Pattern(regexp = "rw-(rw-|---)---") String permissions) {}
