package io.tandem.ha.election;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * This node in its pair, {@code tandem.ha-manager.node}.
 *
 * @param name   shown to operators
 * @param number 0 for the first node of a pair and for a single node, 1 for the second
 */
@Validated
@ConfigurationProperties("tandem.ha-manager.node")
public record HaNodeProperties(@DefaultValue("sp1") @NotBlank String name, @DefaultValue("0") @Min(0) @Max(1) int number) {}
