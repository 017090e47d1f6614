package io.tandem.appserver.session;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * SIP of the app server, {@code tandem.appserver.session}.
 *
 * @param address      address of the UDP socket, also shown in Via and Contact
 * @param port         0 lets the system choose
 * @param maxCalls     calls at the same time; beyond it 503
 * @param server       Server header of responses
 * @param stopGrace    how long a stop waits for messages that are being stored
 */
@Validated
@ConfigurationProperties("tandem.appserver.session")
public record SessionProperties(@DefaultValue("127.0.0.1") @NotBlank String address,
                                @DefaultValue("5070") @Min(0) @Max(65535) int port,
                                @DefaultValue("1000") @Min(1) int maxCalls,
                                @DefaultValue("Tandem") @NotBlank String server,
                                @DefaultValue("4s") Duration stopGrace) {}
